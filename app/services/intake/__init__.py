"""What cities and partners tell of themselves, what they need and offer."""
