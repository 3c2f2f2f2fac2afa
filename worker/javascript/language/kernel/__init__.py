"""What every JavaScript value rests on: proxies, errors, conversions, equality.

Knows no collection and no object literal: those are built on it.
"""
