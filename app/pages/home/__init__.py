"""What each person meets first: what waits for them, and their account."""
