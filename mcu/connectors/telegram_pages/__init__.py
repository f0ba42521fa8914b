"""Public channels of Telegram, read from their open pages without a key; nothing is ever written."""
