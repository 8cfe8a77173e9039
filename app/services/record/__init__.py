"""What every write leaves: who did it, what changed, which version."""
