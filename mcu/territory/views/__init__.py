"""Pages of «Настройки» about the territory."""
