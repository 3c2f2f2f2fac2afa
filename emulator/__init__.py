"""The fake Cloudflare: one Workers KV store behind several faces."""
