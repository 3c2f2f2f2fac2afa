"""`Date` (ECMA-262, section 21.4): its arithmetic, and the texts that it reads and writes."""
