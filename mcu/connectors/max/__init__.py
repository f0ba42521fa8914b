"""MAX: a bot that people, chats and commentators of channels write to."""
