"""What was agreed, what it holds of an offer, and what both sides said of it."""
