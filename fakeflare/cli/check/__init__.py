"""`fakeflare check`: finds configurations, has them checked, and reports. Knows no rule."""
