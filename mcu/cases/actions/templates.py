"""Templates of answers: made, changed, put away, used."""

from typing import Any

from django.db import transaction
from django.db.models import F

from mcu.cases.models import AnswerTemplate, Case
from mcu.cases.queries.templates import PLACEHOLDERS, values_of
from mcu.cases.rules.answering import filled
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

LONGEST = 20_000


@transaction.atomic
def save_template(
    *, template: AnswerTemplate | None, municipality: Municipality, by: Actor, **values: Any
) -> AnswerTemplate:
    """A new template, or a changed one; a placeholder the program does not know is refused."""
    require(by, Permission.NORMS)
    title, text = values["title"].strip()[:120], values["text"].replace("\x00", "").strip()
    if not title or not text:
        raise RuleViolation("Впишите название и текст шаблона.")
    if len(text) > LONGEST:
        raise RuleViolation("Шаблон длиннее 20 тысяч знаков. Сократите его.")
    filled(text, dict.fromkeys(PLACEHOLDERS, "—"))
    same = AnswerTemplate.objects.filter(municipality=municipality, title=title)
    if same.exclude(pk=template.pk if template else 0).exists():
        raise RuleViolation(f"Шаблон «{title}» уже есть. Назовите иначе.")
    row = template or AnswerTemplate(municipality=municipality, owner_id=by.person_id)
    if values.get("owner") is None:
        values.pop("owner", None)  # nobody chosen: whoever made it goes on keeping it
    for name, value in {**values, "title": title, "text": text}.items():
        setattr(row, name, value)
    row.save()
    _journal("template.save", row, by)
    return row


@transaction.atomic
def retire_template(*, template: AnswerTemplate, active: bool, by: Actor) -> AnswerTemplate:
    """Out of use, or back; nothing is lost."""
    require(by, Permission.NORMS)
    if template.active != active:
        template.active = active
        template.save(update_fields=["active"])
        _journal("template.retire" if not active else "template.save", template, by)
    return template


def use_template(*, template: AnswerTemplate, case: Case) -> str:
    """The text with the words of the case; counted."""
    text = filled(template.text, values_of(case))
    AnswerTemplate.objects.filter(pk=template.pk).update(uses=F("uses") + 1)
    return text


def _journal(action: str, row: AnswerTemplate, by: Actor) -> None:
    journal.write(
        action, by=by, municipality_id=row.municipality_id, of=row, after={"title": row.title}
    )
