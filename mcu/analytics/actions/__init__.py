"""What is done in analytics."""
