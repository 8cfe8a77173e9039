"""Pages of what cities and partners tell, need and offer."""
