"""What is usual, what is more than usual, and why."""
