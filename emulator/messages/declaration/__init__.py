"""How a message is declared, taken apart into its members and read; knows none of the messages."""
