"""Faults on demand: rules that strike operations, and what they do to them; none at the start."""
