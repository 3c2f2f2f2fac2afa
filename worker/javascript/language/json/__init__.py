"""The object `JSON` (ECMA-262, section 25.5), with V8's messages."""
