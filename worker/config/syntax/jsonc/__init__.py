"""JSONC as wrangler reads it: `parsing` reads a text, `reader` takes what the grammar allows, `recovery` and
the others read on after a fault."""
