"""FF24x, FF50x to FF53x, FF57x, FF58x: what starts a run of a Worker, where it runs, within which limits."""
