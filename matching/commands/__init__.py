"""The command line of the matching: one module a command."""
