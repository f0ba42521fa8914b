"""What a poll is, how it stands, and how a table of polls is read."""
