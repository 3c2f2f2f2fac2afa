"""Eventual consistency that can be reproduced: places with caches of their own; off at the start."""
