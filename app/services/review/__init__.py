"""Rounds, runs and plans, and all that staff decide on them."""
