"""Where pairs are kept: the `Store` protocol and its engines. Knows no HTTP and decides no rule of KV.

An engine is a folder and a line of `engines.ENGINES`; nobody else names it.
"""
