"""What residents and the people of the centre fill in."""
