"""The Streams standard: readable, writable and transforming streams. Knows no HTTP."""
