// Runs expressions in a Worker of Miniflare whose binding KV leads to a server elsewhere. The task comes
// as JSON on stdin: {modules, package, id, url, expressions}; the outcomes leave as JSON on stdout.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const here = import.meta.dirname;
const task = JSON.parse(readFileSync(0, "utf8"));
const { Miniflare, convertV4MiniflareOptions } = createRequire(`${task.modules}/`)(task.package);

const options = {
  modules: ["worker.mjs", "outcomes.mjs"].map((name) => ({
    type: "ESModule",
    path: `${here}/${name}`,
    contents: readFileSync(`${here}/${name}`, "utf8"),
  })),
  modulesRoot: here,
  compatibilityDate: "2026-07-01",
  cf: false, // or Miniflare asks Cloudflare where it is
  unsafeEvalBinding: "UNSAFE_EVAL",
  kvNamespaces: { KV: { id: task.id, remoteProxyConnectionString: new URL(task.url) } },
};
// Miniflare 5 has options of another shape and converts these.
const miniflare = new Miniflare(convertV4MiniflareOptions?.(options) ?? options);
try {
  const response = await miniflare.dispatchFetch("http://worker/", {
    method: "POST",
    body: JSON.stringify(task.expressions),
  });
  process.stdout.write(await response.text());
} finally {
  await miniflare.dispose();
}
