"""What the journal says in Russian of the gazetteer."""

SENTENCES: dict[str, str] = {
    "place.add": "в справочник добавлено место «{name}»",
    "place.change": "изменено место справочника",
    "place.remove": "из справочника убрано место «{name}»",
    "place.import": "справочник мест загружен из файла: новых {new}, изменено {updated}, отклонено {rejected}",
    "place.export": "выгружен справочник мест: строк {rows}",
}
