"""Writing screens, days and panels."""
