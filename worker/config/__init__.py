"""Wrangler configurations, from the text of a file to what a run of the Worker reads.

Each folder knows those below it alone: `model` (what a run reads), `check` (what is wrong), `findings` (what
the rules are written with), `document` (a file, its values and their places), `syntax` (JSONC and TOML). No
network, no server, and quick to import: a check of a usual file takes milliseconds. Users find all of it
as `fakeflare.config`.
"""
