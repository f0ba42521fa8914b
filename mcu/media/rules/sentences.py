"""What the journal says of official pages."""

SENTENCES: dict[str, str] = {
    "page.add": "добавлена официальная страница",
    "page.change": "изменена официальная страница",
}
