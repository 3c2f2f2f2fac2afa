"""Loads a Worker, dispatches events to it and serves it."""
