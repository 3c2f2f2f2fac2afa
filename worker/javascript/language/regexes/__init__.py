"""`RegExp` (ECMA-262, section 22.2) on Python's `re`."""
