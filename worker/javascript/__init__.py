"""What `import js` gives on CPython. Knows no Python Worker, no binding and no server."""
