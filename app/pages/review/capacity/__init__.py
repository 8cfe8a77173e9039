"""The board that shows what is left of each offer."""
