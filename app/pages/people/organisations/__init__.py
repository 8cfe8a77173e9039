"""The pages of organisations and their members."""
