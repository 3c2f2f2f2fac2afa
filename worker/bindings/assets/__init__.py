"""Static assets: which file answers a path, with which headers, and which requests are the Worker's own.

The files are looked at when they are asked for, since they may change at any time.
"""
