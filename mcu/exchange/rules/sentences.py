"""What the journal says in Russian of the exchange."""

SENTENCES: dict[str, str] = {
    "book.card": "изменена карточка справочника «{name}»",
    "book.export": "выгружен справочник «{name}»: строк {rows}",
}
