"""FF10x: names of fields: unknown, removed, and what a wrong one was meant to be."""
