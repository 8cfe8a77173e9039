"""The command line, the server, and what is done to a whole installation."""
