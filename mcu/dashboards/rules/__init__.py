"""What figures on a wall and in panels say."""
