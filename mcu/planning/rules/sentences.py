"""What the journal says of the indicators of the territory: one sentence for each code of an act."""

SENTENCES: dict[str, str] = {
    "passport.add": "в показатели территории добавлен «{name}»",
    "passport.change": "изменён показатель территории «{name}»",
    "passport.turn": "показатель территории «{name}» снят с ведения или возвращён",
    "passport.enter": "внесено значение показателя за {period}: {value}",
    "passport.correct": "исправлено значение показателя за {period}: было {was}, стало {value}",
    "passport.remove": "убрано значение показателя за {period}: было {was}",
    "passport.import": "загружены показатели территории: новых {new}, исправлено {changed}, отклонено {rejected}",
}
