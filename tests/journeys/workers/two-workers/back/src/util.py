"""Both Workers have a module of this name."""

NAME = "back"
seen = []


def note(thing):
    seen.append(thing)
    return f"{NAME} has seen {', '.join(seen)}"
