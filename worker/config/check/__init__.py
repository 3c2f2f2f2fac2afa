"""What is wrong with a configuration: `pipeline` asks each of the `families` of `rules`.

`sources` says what a check looks at, `ignores` and `selection` what it leaves out, `fixing` repairs what is
found. Never raises for what a file may hold, and knows nothing of runs.
"""
