"""Writing at the door of residents."""
