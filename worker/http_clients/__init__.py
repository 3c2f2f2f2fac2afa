"""HTTP libraries, patched where each of them connects. What becomes of a request is decided by hooks that
others give: this room knows no Worker and no emulator, and imports no library before it is used."""
