"""Pages of rounds, plans and decisions, and of what partners see of them."""
