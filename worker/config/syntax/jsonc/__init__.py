"""JSONC as wrangler reads it: `reader` takes what the grammar allows, the others read on after a fault."""
