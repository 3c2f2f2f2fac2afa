"""Where pairs are kept: the `Store` protocol and its engines. Knows no HTTP and decides no rule of KV."""
