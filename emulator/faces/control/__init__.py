"""The control face: what a test turns, at `/_fakeflare/v1`. Bodies and answers are JSON."""
