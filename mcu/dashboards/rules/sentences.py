"""What the journal says of screens."""

SENTENCES: dict[str, str] = {
    "screen.make": "выдана ссылка экрану «{name}»",
    "screen.pair": "экран «{name}» подключён",
    "screen.revoke": "экран «{name}» отключён",
}
