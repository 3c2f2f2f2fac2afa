export default { fetch: () => new Response("demo") };
