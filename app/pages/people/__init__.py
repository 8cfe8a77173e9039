"""Pages of accounts, organisations and what is written to them."""
