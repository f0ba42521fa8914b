"""What the journal says of quality in Russian: one sentence for each code of an act."""

SENTENCES: dict[str, str] = {
    "rating.ask": "автора спросили, помог ли ответ",
    "rating.hand": "код оценки выдан для передачи автору",
    "rating.give": "житель оценил ответ: {score}",
    "rating.bad": "житель плохо оценил ответ: {score}",
    "rating.collect": "собраны оценки из выгрузки: {rows}",
    "rating.stop": "автор попросил больше не спрашивать",
    "look.draw": "жребием выбрано для второго взгляда: {drawn} из {population}",
    "look.check": "второй взгляд: {verdict}",
    "survey.make": "подготовлено исследование",
    "survey.open": "начато исследование: спрошено {asked} из {population}",
    "survey.close": "закончено исследование",
    "conflict.report": "записан конфликт",
    "conflict.advise": "дана рекомендация по конфликту",
    "conflict.settle": "конфликт улажен",
    "conflict.refuse": "конфликт не подтвердился",
    "conflict.reopen": "конфликт снова в работе",
    "quality.change": "изменены правила качества",
}
