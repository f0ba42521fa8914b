"""Requests of another Open311 server."""
