"""The database of Django, which tells PostgreSQL whose rows may be seen (`mcu.core.wall`)."""
