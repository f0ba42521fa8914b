"""Telegram: a bot that people, groups and commentators of a channel write to."""
