"""The acts on causes, road maps and decisions."""
