// Serves one JavaScript Worker in Miniflare, with CACHE_KV in memory. The task comes as JSON in the first
// argument: {modules, worker, value}; `ready URL` on stdout says that it answers; SIGTERM ends it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const task = JSON.parse(process.argv[2]);
const { Miniflare, convertV4MiniflareOptions } = createRequire(`${task.modules}/`)("miniflare");

const options = {
  host: "127.0.0.1",
  port: 0,
  modules: true,
  script: readFileSync(task.worker, "utf8"),
  compatibilityDate: "2026-08-01",
  cf: false, // or Miniflare asks Cloudflare where it is
  kvNamespaces: ["CACHE_KV"],
};
// Miniflare 5 has options of another shape and converts these.
const miniflare = new Miniflare(convertV4MiniflareOptions?.(options) ?? options);
const url = await miniflare.ready;
const namespace = await miniflare.getKVNamespace("CACHE_KV");
await namespace.put("key", task.value);
console.log(`ready ${url}`);

process.on("SIGTERM", async () => {
  await miniflare.dispose();
  process.exit(0);
});
