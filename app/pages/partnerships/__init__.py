"""The pages of partnerships, and each side's next step."""
