"""FF51x, FF54x to FF57x and FF62x: at which addresses a Worker and its files answer."""
