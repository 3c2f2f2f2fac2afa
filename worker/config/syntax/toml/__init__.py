"""TOML as wrangler reads it: tomli makes the values, `index` finds their places, the others explain a
fault."""
