"""Requests that programs of others bring to our own Open311 server."""
