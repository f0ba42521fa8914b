"""A regional system («Активный гражданин» and others) that brings signed events, described by data."""
