"""What partners are shown in the coordination window, and what they say to it."""
