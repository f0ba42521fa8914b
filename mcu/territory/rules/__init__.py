"""What files say of objects and borders, and where a point lies; pure."""
