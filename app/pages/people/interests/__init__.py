"""The pages on which people declare their interests."""
