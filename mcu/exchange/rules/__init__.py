"""Exchange: what is decided without a database."""
