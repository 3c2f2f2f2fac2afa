"""FF2xx: what a Worker is called, where its code is, and which runtime it asks for."""
