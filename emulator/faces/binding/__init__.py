"""The HTTP that workerd and Miniflare speak for a KV binding."""
