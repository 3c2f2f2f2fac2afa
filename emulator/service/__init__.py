"""What KV does, whoever asks: the domain's rules applied to a store at a time. Knows no HTTP and no SQL."""
