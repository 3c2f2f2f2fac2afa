"""Cloudflare's v4 API for Workers KV, and the account endpoints that its clients ask first."""
