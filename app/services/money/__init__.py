"""Currencies: the rates of a round, and amounts in each side's own unit."""
