"""The language itself (ECMA-262): values, objects, collections, promises.

Knows nothing of the web's interfaces; which Worker runs is known here, what a Worker is, is not.
"""
