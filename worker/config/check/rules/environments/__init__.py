"""FF60x and FF61x: named environments, and what they take from the top level."""
