export default {
  async fetch(request, env) {
    return new Response(await env.CACHE_KV.get("key"));
  },
};
