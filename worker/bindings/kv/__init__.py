"""A KV namespace as a Worker has it: its methods, what they send to the KV service, and what comes back.

Knows no configuration and no emulator: the service is whatever answers the requests.
"""
