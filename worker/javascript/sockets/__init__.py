"""`WebSocket`: both ends in memory. Who brings the other end from a network stands in `runtime`."""
