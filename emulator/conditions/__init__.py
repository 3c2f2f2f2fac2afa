"""Conditions under which the service works: the clock, faults, limits, consistency, and a journal of it all.

They stand between the service and the store, so that they hold through every face and on any engine. All
are off at the start and cost next to nothing then. Knows no HTTP and no SQL.
"""
