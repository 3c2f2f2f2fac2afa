"""The commands of `fakeflare` that turn a running emulator, and `exec`, which starts one."""

COMMANDS = {
    "clock": "read and turn the clock of a running emulator",
    "reset": "put a running emulator back, or empty a namespace of it",
    "snapshot": "name what the store holds, and go back there",
    "seed": "write what a file or folder declares",
    "export": "write a namespace as wrangler's bulk JSON",
    "import": "read bulk JSON into a namespace",
    "fault": "make some operations fail",
    "limits": "switch Cloudflare's rate limits and quotas",
    "consistency": "switch eventual consistency",
    "journal": "show the last requests",
    "exec": "run a program with an emulator of its own",
}
"""Their names, and a line on each."""
