"""Bytes that JavaScript holds: ArrayBuffer, typed arrays, DataView (ECMA-262, sections 23.2 and 25)."""
