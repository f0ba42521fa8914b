"""What people are told of: which kind, obligatory or not, in the program, by letter, and when."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices

from mcu.core.workdays import WorkCalendar

LOOKED_AHEAD = 40  # days: longer than any row of days off


class Kind(TextChoices):
    ASSIGNED = "assigned", "Мне назначено сообщение"
    ASKED = "asked", "У моего блока или органа запросили сведения"
    REPLIED = "replied", "Пришли сведения, которые я запрашивал"
    PART = "part", "От моего органа ждут часть ответа"
    PART_GIVEN = "part_given", "Соисполнитель прислал часть ответа"
    TO_APPROVE = "to_approve", "Ответ ждёт моего согласования"
    TO_DECIDE = "to_decide", "Решение по обращению ждёт меня"
    DECIDED = "decided", "По моему предложению решено"
    HEARD = "heard", "Житель написал ещё"
    RETURNED = "returned", "Ответ вернули на доработку"
    NEAR = "near", "Срок скоро истечёт"
    LATE = "late", "Срок истёк"
    CONTROL = "control", "Срок истёк у тех, кого я контролирую"
    INTERVENED = "intervened", "Координатор вмешался в мою работу"
    EXPLAINED = "explained", "Исполнитель дал объяснение"
    RATED = "rated", "Житель плохо оценил ответ"
    RULE = "rule", "Сработало правило моей роли"
    TASK = "task", "Мне поставили, вернули или продлили задачу"
    TASK_DECIDE = "task_decide", "Задача ждёт моего решения"
    TASK_TERM = "task_term", "Срок задачи скоро истечёт или истёк"
    IMPORTED = "imported", "Загрузка файла закончена"
    ACT = "act", "Ознакомиться с правовым актом"
    SECURITY = "security", "Безопасность моего входа"
    WEEKLY = "weekly", "Обзор недели"
    REPORT = "report", "Отчёт ждёт меня"
    ANCHOR = "anchor", "Отметка журнала за день"


class Mail(TextChoices):
    """How a notice leaves by letter."""

    NOW = "now", "сразу, в рабочее время"
    DIGEST = "digest", "в утренней сводке"
    NONE = "none", "не присылать"


@dataclass(frozen=True, slots=True)
class Setting:
    """How one person gets one kind."""

    shown: bool
    mail: Mail

    @property
    def muted(self) -> bool:
        return not self.shown and self.mail == Mail.NONE


@dataclass(frozen=True, slots=True)
class Rule:
    """Who gets the kind, and how as long as nobody chose otherwise.

    An obligatory one is always shown in the program and always leaves by letter; a person chooses
    only between at once and the digest.
    """

    whom: str
    setting: Setting
    obligatory: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing to tell: to whom it is meant, of what, in words that may leave the program."""

    kind: Kind
    people: frozenset[int]
    title: str
    moment: str
    url: str = ""
    details: str = ""
    object_type: str = ""
    object_id: int = 0


RULES: dict[Kind, Rule] = {
    Kind.ASSIGNED: Rule("исполнитель", Setting(True, Mail.NOW), obligatory=True),
    Kind.ASKED: Rule("блок или орган, который спросили", Setting(True, Mail.NOW), obligatory=True),
    Kind.REPLIED: Rule("кто спросил", Setting(True, Mail.DIGEST)),
    Kind.PART: Rule("соисполнитель", Setting(True, Mail.NOW), obligatory=True),
    Kind.PART_GIVEN: Rule("кто собирает ответ", Setting(True, Mail.DIGEST)),
    Kind.TO_APPROVE: Rule("согласующий", Setting(True, Mail.NOW), obligatory=True),
    Kind.TO_DECIDE: Rule(
        "кто утверждает продление срока и оставление без ответа",
        Setting(True, Mail.NOW),
        obligatory=True,
    ),
    Kind.DECIDED: Rule("кто предложил", Setting(True, Mail.DIGEST)),
    Kind.RETURNED: Rule("исполнитель", Setting(True, Mail.NOW), obligatory=True),
    Kind.HEARD: Rule("исполнитель", Setting(True, Mail.NOW)),
    Kind.NEAR: Rule("исполнитель", Setting(True, Mail.NOW)),
    Kind.LATE: Rule("исполнитель", Setting(True, Mail.NOW), obligatory=True),
    Kind.CONTROL: Rule(
        "руководитель и куратор МЦУ, ответственный за блок", Setting(True, Mail.DIGEST)
    ),
    Kind.INTERVENED: Rule(
        "исполнитель и его руководитель", Setting(True, Mail.NOW), obligatory=True
    ),
    Kind.EXPLAINED: Rule("кто требовал объяснения", Setting(True, Mail.DIGEST)),
    Kind.RATED: Rule(
        "исполнитель, его согласующий и блок, руководитель и куратор МЦУ",
        Setting(True, Mail.DIGEST),
    ),
    Kind.RULE: Rule("роль, которую назвали в правиле", Setting(True, Mail.DIGEST)),
    Kind.TASK: Rule("исполнитель задачи", Setting(True, Mail.NOW), obligatory=True),
    Kind.TASK_DECIDE: Rule("кто поставил задачу", Setting(True, Mail.NOW)),
    Kind.TASK_TERM: Rule("исполнитель, а об истёкшем и кто поставил", Setting(True, Mail.NOW)),
    Kind.IMPORTED: Rule("кто загружал", Setting(True, Mail.NONE)),
    Kind.ACT: Rule("кто в листе ознакомления", Setting(True, Mail.DIGEST), obligatory=True),
    Kind.SECURITY: Rule("сам человек", Setting(True, Mail.NOW), obligatory=True),
    Kind.WEEKLY: Rule("кто подписался здесь сам", Setting(False, Mail.NONE)),
    Kind.REPORT: Rule("кто готовит отчёт и кто подписывает", Setting(True, Mail.DIGEST)),
    Kind.ANCHOR: Rule("кто читает журнал", Setting(False, Mail.NONE)),
}


def setting_of(kind: Kind, chosen: Setting | None) -> Setting:
    """What a person chose as far as the rule leaves a choice."""
    rule = RULES[kind]
    if chosen is None:
        return rule.setting
    if not rule.obligatory:
        return chosen
    return Setting(True, rule.setting.mail if chosen.mail == Mail.NONE else chosen.mail)


def mail_at(mail: str, now: datetime, calendar: WorkCalendar) -> datetime | None:
    """When a letter may leave: at once in working time, else when work begins; a digest at the next
    beginning of a working day. Nothing leaves at night or on a day off."""
    if mail == Mail.NONE:
        return None
    local = now.astimezone(calendar.tz)
    for ahead in range(LOOKED_AHEAD):
        spans = calendar.intervals(local.date() + timedelta(days=ahead))
        if not spans:
            continue
        begins, ends = spans[0][0], spans[-1][1]
        if now <= begins:
            return begins
        if mail == Mail.NOW and now < ends:
            return now
    return now + timedelta(days=LOOKED_AHEAD)  # a calendar without a working day


def handed_over(person: int, away: Mapping[int, set[int]], part: Set[int]) -> set[int]:
    """Whoever stands in for an absent person gets what is meant for them; those in `part` are absent
    from one of their duties only and get it too."""
    substitutes = away.get(person, set())
    return substitutes | ({person} if not substitutes or person in part else set())
