"""The Workers of a process: each one loaded, asked, loaded again and closed, and how they reach each other.
Knows no server."""
