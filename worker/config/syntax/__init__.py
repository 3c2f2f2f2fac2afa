"""Text of configurations turned into values whose places are known. Knows no field by name."""
