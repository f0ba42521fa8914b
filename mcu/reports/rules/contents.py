"""What a report may be made of: code of a section → its name for whoever puts a form together."""

TITLES = {
    "indicators": "Показатели с целями",
    "flow": "Поступление и работа по шагам",
    "topics": "Темы",
    "networks": "Каналы",
    "bodies": "Органы",
    "late": "Просрочки и возвраты",
    "causes": "Причины и факторы",
    "module_messages": "Модуль «Сообщения»",
    "module_votes": "Модуль «Голосования»",
    "module_talks": "Обсуждения и слушания",
    "module_pages": "Модуль «Госпаблик»",
}
