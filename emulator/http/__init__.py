"""HTTP that the faces share: bodies, queries, tokens, hosts. Knows no KV."""
