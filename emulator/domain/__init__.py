"""What KV means, as plain functions and frozen values: no HTTP, no SQL, no event loop, no clock."""
