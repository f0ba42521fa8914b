"""The closed vocabularies of appeals, each value with its Russian label."""

from django.db.models import TextChoices


class Form(TextChoices):
    """How it came (Пучеж 2.4.3, Заиграево 1.3)."""

    WRITTEN = "written", "Письменная"
    ORAL = "oral", "Устная"
    ELECTRONIC = "electronic", "Электронная"


class Category(TextChoices):
    """Who may write (Каменск 6.1, Демянск 1.1а)."""

    CITIZEN = "citizen", "Гражданин РФ"
    ABROAD = "abroad", "Гражданин РФ за рубежом"
    FOREIGNER = "foreigner", "Иностранный гражданин"
    STATELESS = "stateless", "Лицо без гражданства"
    LEGAL = "legal", "Юридическое лицо"


class Result(TextChoices):
    """How an appeal ended, in the words of the statistics of appeals."""

    MEASURES = "measures", "Поддержано, меры приняты"
    SUPPORTED = "supported", "Поддержано"
    EXPLAINED = "explained", "Разъяснено"
    NOT_SUPPORTED = "not_supported", "Не поддержано"
    REDIRECTED = "redirected", "Направлено по компетенции"
    RETURNED = "returned", "Возвращено с разъяснением"
    NO_REPLY = "no_reply", "Оставлено без ответа по существу"


# What a person says of an answer; the rest follows from redirecting and from the grounds.
ON_MERITS = (Result.MEASURES, Result.SUPPORTED, Result.EXPLAINED, Result.NOT_SUPPORTED)


class DecisionKind(TextChoices):
    EXTEND = "extend", "Продление срока"
    NO_REPLY = "no_reply", "Без ответа по существу"


class DecisionState(TextChoices):
    PROPOSED = "proposed", "Ждёт решения"
    APPROVED = "approved", "Решено"
    REFUSED = "refused", "Отказано"


class NoticeKind(TextChoices):
    """What is written beside the answer: to the author, or to another body."""

    FORWARD = "forward", "Обращение — в компетентный орган"
    FORWARDED = "forwarded", "Автору: обращение переадресовано"
    COPY = "copy", "Копия обращения — в орган"
    MIGRATION = "migration", "О нарушениях в сфере миграции — в орган"
    MIGRATED = "migrated", "Автору: направлено по вопросам миграции"
    PAPERS = "papers", "Запрос документов — в орган"
    EXTENDED = "extended", "Автору: срок продлён"
    NO_REPLY = "no_reply", "Автору: без ответа по существу"
    RETURNED = "returned", "Автору: возврат с разъяснением"


class Way(TextChoices):
    """By what it was sent."""

    POST = "post", "Почтой"
    GOSUSLUGI = "gosuslugi", "В личный кабинет Госуслуг"
    EMAIL = "email", "На электронную почту"
    HAND = "hand", "Вручено"
    DOCFLOW = "docflow", "Через систему документооборота"


class Heard(TextChoices):
    """How a personal reception ended (ст. 13)."""

    ORALLY = "orally", "Ответ дан устно, с согласия гражданина"
    WRITTEN = "written", "Нужен письменный ответ"
    EXPLAINED = "explained", "Разъяснено, куда обратиться"
    REFUSED = "refused", "Отказано: ответ по существу уже был дан"
    ACCEPTED = "accepted", "Принято письменное обращение"
