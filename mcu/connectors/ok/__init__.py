"""Одноклассники: messages of a group; comments of its topics where OK has granted the right."""
