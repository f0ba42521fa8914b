"""The pages of what happens in the town."""
