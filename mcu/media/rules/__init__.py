"""What an official page is and what it still lacks."""
