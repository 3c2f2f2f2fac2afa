"""A configuration file as the check and a run see it: found, read, looked into, and edited.

Values are those of the text, with a place for each. Knows nothing of rules, nor what a field means.
"""
