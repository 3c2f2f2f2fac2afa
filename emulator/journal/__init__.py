"""What was asked of an emulator: records of its last requests, kept as they are, described when asked for.

A record is HTTP-shaped; the journal reads the store for its hints and changes nothing.
"""
