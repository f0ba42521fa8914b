"""ВКонтакте: comments and messages of a community, read as they come, answered in its name."""
