"""FF8xx: Python Workers, and their files on the disk."""
