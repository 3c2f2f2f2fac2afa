"""`crypto`: random values and what of `crypto.subtle` Python's own library can do. Knows no HTTP."""
