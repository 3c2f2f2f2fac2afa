"""Which fakeflare this is. Looking it up takes longer than all other parsing, so it waits to be asked."""


def read_version() -> str:
    """The version of the installed package."""
    # start-up: few commands say their version
    from importlib import metadata

    try:
        return metadata.version("fakeflare")
    except metadata.PackageNotFoundError:
        return "(not installed)"
