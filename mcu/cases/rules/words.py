"""The closed vocabularies of a case: each value with its Russian label."""

from django.db.models import TextChoices


class Regime(TextChoices):
    """Two legal regimes that are never mixed (Пучеж 2.4.3, Заиграево 1.3–1.4)."""

    MESSAGE = "message", "Сообщение (не 59-ФЗ)"
    APPEAL = "appeal", "Обращение (59-ФЗ)"


class AppealKind(TextChoices):
    """59-ФЗ ст. 4."""

    PROPOSAL = "proposal", "Предложение"
    STATEMENT = "statement", "Заявление"
    COMPLAINT = "complaint", "Жалоба"


class System(TextChoices):
    """Which system of record the case came from."""

    INCIDENT = "incident", "Инцидент Менеджмент"
    POS = "pos", "ПОС"
    OWN = "own", "Пульт МЦУ"


class Channel(TextChoices):
    VK = "vk", "ВКонтакте"
    OK = "ok", "Одноклассники"
    MAX = "max", "MAX"
    TELEGRAM = "telegram", "Telegram"
    POS = "pos", "Госуслуги (ПОС)"
    MAIL = "mail", "Электронная почта"
    LETTER = "letter", "Письмо"
    PHONE = "phone", "Телефон"
    RECEPTION = "reception", "Личный приём"
    WEB = "web", "Сайт"
    OTHER = "other", "Другой источник"


class Kind(TextChoices):
    """Тип, in the words of the «Инцидент Менеджмент» export; Демянск 2.2.3 speaks of «Решаемые»."""

    SOLVABLE = "solvable", "Решаемый"
    UNSOLVABLE = "unsolvable", "Нерешаемый"
    INFORMATIONAL = "informational", "Информационный"


class Outcome(TextChoices):
    """Итог, in the words of the export."""

    SOLVED = "solved", "Решено"
    NOT_SOLVED = "not_solved", "Не решено"
    EXPLAINED = "explained", "Разъяснено"
    POSTPONED = "postponed", "Отложено"
    CLOSED = "closed", "Закрыто"
    REDIRECTED = "redirected", "Перенаправлено"


class Importance(TextChoices):
    NORMAL = "normal", "Обычная"
    HIGH = "high", "Высокая"
    FAST = "fast", "Ускоренное рассмотрение"


class Speed(TextChoices):
    FAST = "fast", "Быстрая тема"
    ORDINARY = "ordinary", "Обычная тема"


class Approval(TextChoices):
    """Whether an answer is approved before it is given, for each system; by whom, the stages say."""

    NONE = "none", "не требуется"
    NEEDED = "needed", "требуется"


class RevealReason(TextChoices):
    """Why somebody opens the data of an applicant."""

    ANSWER = "answer", "ответить заявителю"
    CLARIFY = "clarify", "уточнить обстоятельства"
    VISIT = "visit", "выехать на место"
    REPEATED = "repeated", "проверить, повторное ли обращение"
    CONTROL = "control", "проверить ответ"
    REQUEST = "request", "запрос суда, прокуратуры, надзора"
    OTHER = "other", "другое"


class Way(TextChoices):
    """How a coordinator intervenes where the resident waits and the executor is silent."""

    EXPLAIN = "explain", "Потребовать объяснение"
    REASSIGN = "reassign", "Передать другому"
    NEARER = "nearer", "Назначить более близкую дату"
