"""Pages of cases: the list, the card, registering, what leaves as a table."""
