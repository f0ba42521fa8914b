"""What is known of the territory, with access built in."""
