"""The command line: reads arguments, prints for a person, imports what a command needs when it runs."""
