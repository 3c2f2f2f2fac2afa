"""What rules are written with: the catalogue of rules, the collector of findings, and the checks of a value's
type that all families share.

Knows which fields there are (`schema`) but not what any of them must hold.
"""
