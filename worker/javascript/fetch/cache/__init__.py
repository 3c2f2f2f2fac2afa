"""`caches`: which responses are kept, for how long, and how a part of one is answered."""
