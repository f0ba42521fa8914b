"""What a report is made of, when it is due, how it lives. Pure."""
