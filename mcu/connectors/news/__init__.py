"""News: feeds and pages of news sites, only read; nobody is answered there."""
