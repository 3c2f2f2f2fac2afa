"""FF0xx and FF98x: the text of a configuration, and the comments in it that silence findings."""
