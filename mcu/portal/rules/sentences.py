"""What the journal says of the portal in Russian: one sentence for each code of an act."""

SENTENCES: dict[str, str] = {
    "portal.setup": "изменены настройки портала жителя",
    "portal.ask": "тема «{topic}» спрашивает на портале ещё об одном",
    "portal.drop": "вопрос темы на портале убран",
    "portal.let_in": "отправка с портала принята после проверки",
    "portal.refuse": "отправка с портала не принята: {reason}",
    "portal.support": "житель: «у меня тоже»",
    "portal.openness": "отмечена строка открытости: {line}",
}
