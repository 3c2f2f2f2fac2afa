"""The command line `fakeflare`.

`main` looks a command up in `command_table` and imports its module from `commands` alone; `parser` and
`option_values` are the one place where flags, `FAKEFLARE_…` variables and the texts of both are read. The
module of a command imports at its top what its arguments need, and the rest when it runs.
"""
