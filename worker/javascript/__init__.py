"""What `import js` gives on CPython. Knows no Python Worker, no binding and no server.

The scope: what Cloudflare's SDK (`workers-runtime-sdk`), its tests and Cloudflare's examples reach from
Python is here and behaves as on Cloudflare, messages included. Any other name of JavaScript says that it
is not emulated yet; nothing is here in part without saying so.

Imports go down only: `globals` and `standard` (the names of `js`), then `html`, `sockets` and `crypto`,
which do not see each other, then `fetch`, `streams`, `web`, `language`.
"""
