"""What a Worker holds in `env`. Meets the emulator over the binding protocol only."""
