"""Cloudflare Workers KV and Python Workers on your own machine.

What users import lies here: `fakeflare.testing`, `fakeflare.control`, `fakeflare.config`, the pytest plugin.
`fakeflare.emulator` and `fakeflare.worker` are the two halves behind it; in the repository they are links to
the folders `emulator/` and `worker/` beside this one, in an installation real folders. Importing `fakeflare`
imports nothing else: a command, a test or a check pays for what it uses alone.
"""
