"""What the journal says of reports: one sentence for each code of an act."""

SENTENCES: dict[str, str] = {
    "report.form": "изменена форма отчёта «{title}»",
    "report.prepare": "подготовлены цифры отчёта: {title}",
    "report.open": "отчёт взят в работу: {title}",
    "report.comment": "записаны выводы отчёта: {title}",
    "report.recount": "цифры отчёта пересчитаны: {title}",
    "report.submit": "отчёт передан на подпись: {title}",
    "report.return": "отчёт возвращён на доработку: {title}",
    "report.sign": "отчёт подписан: {title}",
    "report.send": "отчёт отправлен: {title}",
    "report.correct": "начата новая версия отчёта: {title}",
    "report.export": "выгружен отчёт: {title}",
}
