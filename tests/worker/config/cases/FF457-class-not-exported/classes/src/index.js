export { Counter } from "./counter.js";
export default { fetch: () => new Response("hello") };
