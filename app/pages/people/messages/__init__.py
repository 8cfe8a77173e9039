"""Messages to organisations: their pages and their letters."""
