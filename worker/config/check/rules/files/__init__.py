"""FF90x and FF95x: other files that decide what this one does."""
