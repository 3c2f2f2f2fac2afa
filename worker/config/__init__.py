"""Reads wrangler configurations: no network, no server, quick to import."""
