"""The default engine: one SQLite file in WAL mode, one writer, reads and writes in batches."""
