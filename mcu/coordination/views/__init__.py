"""The pages of causes, road maps and decisions."""
