"""What a run of a Worker reads from its configuration, once that is checked: typed values in one environment.

Trusts the values that the check has passed. Knows no network and starts nothing.
"""
