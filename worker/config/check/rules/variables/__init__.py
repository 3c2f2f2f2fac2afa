"""FF70x and FF71x: variables, and secrets among them."""
