"""What other systems do here."""
