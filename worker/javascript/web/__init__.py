"""Interfaces of the web that need no stream and no HTTP: events, timers, URLs, console, text encodings."""
