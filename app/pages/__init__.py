"""Requests in, pages out: a folder an area, a blueprint a noun."""
