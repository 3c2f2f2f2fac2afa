"""Cloudflare's rate limits and quotas: counted by the turned clock, off until somebody asks for them."""
