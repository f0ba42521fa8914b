"""Conflicts and errors of communication: what they are, how they are found, what is advised."""

from django.db.models import TextChoices

from mcu.core.steps import Step
from mcu.quality.rules.rating import Reason


class Kind(TextChoices):
    """Пучеж 2.8.3, Демянск 2.2.5г, Заиграево 9.10, Каменск 7.2г, Петропавловская 2.3в."""

    RUDE = "rude", "грубость"
    CONTRADICTING = "contradicting", "противоречивые ответы"
    WRONG = "wrong", "неверные сведения"
    FORMAL = "formal", "отписка"
    NOT_DONE = "not_done", "закрыто, но не сделано"
    SILENCE = "silence", "не ответили"
    PUBLIC = "public", "спор на публике"


class Found(TextChoices):
    PERSON = "person", "заметил сотрудник"
    RATING = "rating", "оценка жителя"
    LOOK = "look", "второй взгляд"


class ConflictState(TextChoices):
    NEW = "new", "Новый"
    WORK = "work", "В работе"
    SETTLED = "settled", "Улажен"
    REFUSED = "refused", "Не подтверждён"


S = ConflictState
STEPS: dict[str, Step] = {
    "advise": Step("Дать рекомендацию", frozenset({S.NEW, S.WORK}), S.WORK, "Рекомендация"),
    "settle": Step("Улажено", frozenset({S.NEW, S.WORK}), S.SETTLED, "Что сделано"),
    "refuse": Step("Не подтвердилось", frozenset({S.NEW, S.WORK}), S.REFUSED, "Почему"),
    "reopen": Step("Вернуть в работу", frozenset({S.SETTLED, S.REFUSED}), S.WORK, "Почему"),
}
# What is advised first; a person edits it before it leaves (Пучеж 2.8.5, Заиграево 8.7).
ADVICE: dict[str, str] = {
    Kind.RUDE: "Извиниться перед заявителем от имени органа, разобрать переписку с автором ответа, показать ему примеры вежливого отказа.",
    Kind.CONTRADICTING: "Сверить оба ответа, решить, какой верен, и сообщить заявителю одним письмом, почему сведения разошлись.",
    Kind.WRONG: "Исправить сведения публично там же, где дан неверный ответ, и назвать источник верных.",
    Kind.FORMAL: "Ответить заново по каждому вопросу: что сделано, кем, к какому сроку, куда обратиться, если не сделают.",
    Kind.NOT_DONE: "Выехать на место, назвать новый срок, приложить фото результата; закрыть только после него.",
    Kind.SILENCE: "Ответить в течение рабочего дня: хотя бы промежуточно, с датой окончательного ответа.",
    Kind.PUBLIC: "Перевести разговор в личные сообщения, на публике оставить один спокойный ответ с фактами и контактом.",
}
BY_REASON = {
    Reason.RUDE: Kind.RUDE,
    Reason.FORMAL: Kind.FORMAL,
    Reason.NOT_DONE: Kind.NOT_DONE,
}
