// Runs expressions over `client`, the TypeScript SDK. The task comes as JSON on stdin: {modules, baseURL,
// apiToken, account, namespace, expressions}; the outcomes leave as JSON on stdout.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { collect } from "./outcomes.mjs";

const task = JSON.parse(readFileSync(0, "utf8"));
const { Cloudflare, toFile } = createRequire(`${task.modules}/`)("cloudflare");

const scope = {
  client: new Cloudflare({ baseURL: task.baseURL, apiToken: task.apiToken }),
  account_id: task.account,
  namespace: task.namespace,
  // What most calls need besides the key.
  within: { account_id: task.account, namespace_id: task.namespace },
  toFile,
  // Every item that the SDK's pager yields.
  all: async (pages) => {
    const items = [];
    for await (const item of pages) items.push(item);
    return items;
  },
};
scope.kv = scope.client.kv.namespaces;

const AsyncFunction = (async () => {}).constructor;
const compile = (code) => {
  const run = new AsyncFunction(...Object.keys(scope), code);
  return () => run(...Object.values(scope));
};
process.stdout.write(JSON.stringify(await collect(task.expressions, compile)));
