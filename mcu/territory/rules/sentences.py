"""What the journal says in Russian of layers and borders."""

SENTENCES: dict[str, str] = {
    "layer.add": "добавлен слой карты «{name}»",
    "layer.change": "изменён слой карты",
    "layer.remove": "убран слой карты «{name}»",
    "layer.object.add": "в слой «{name}» добавлен объект «{object}»",
    "layer.object.change": "в слое «{name}» изменён объект «{object}»",
    "layer.object.gone": "из слоя «{name}» снят объект «{object}»",
    "layer.object.back": "в слой «{name}» возвращён объект «{object}»",
    "layer.import": "в слой «{name}» загружен файл: новых {new}, изменено {updated}, снято {removed}, отклонено {rejected}",
    "layer.undo": "отменена загрузка в слой «{name}»: возвращено {back}, убрано {gone}",
    "layer.export": "выгружен слой «{name}»: строк {rows}",
    "territory.set": "загружены границы ({kind}): {count}",
    "territory.back": "возвращены прежние границы ({kind}): {count}",
    "territory.clear": "границы сняты ({kind})",
}
