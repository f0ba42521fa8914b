"""The doors for programs: JSON, by a token of a person."""
