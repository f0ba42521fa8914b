"""What the desk decides: the queues of a role, and whether a profile file has the right shape."""
