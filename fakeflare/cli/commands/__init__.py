"""One module for each command: `add_arguments(parser)` says what it takes, `run(options)` does it.

A new command is a module here and a line in `fakeflare.cli.command_table`. No command imports another one.
"""
