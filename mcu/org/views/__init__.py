"""Pages of signing in and of «Настройки»."""
