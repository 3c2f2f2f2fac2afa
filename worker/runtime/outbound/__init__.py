"""Where a Worker's requests go: to what stands in for an origin, else to the network. Knows no Worker, only a
function that answers for one."""
