"""What a person types about a template of answers."""

from typing import Any

from django import forms

from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import AnswerTemplate
from mcu.cases.queries import topics_of
from mcu.cases.rules.words import Channel, Outcome
from mcu.org.forms import PlainText
from mcu.org.queries import people
from mcu.org.rules.roles import Actor

ANY = [("", "любой")]


class TemplateForm(forms.Form):
    """`topic` and `channel` narrow where the template is offered."""

    title = PlainText(label="Название", max_length=120)
    text = LongText(label="Текст", rows=8)
    outcome = forms.ChoiceField(label="Итог", required=False, choices=[*ANY, *Outcome.choices])
    channel = forms.ChoiceField(label="Канал", required=False, choices=[*ANY, *Channel.choices])

    def __init__(self, data: Any, *, actor: Actor, template: AnswerTemplate | None) -> None:
        names = ("title", "text", "outcome", "channel")
        initial = {name: getattr(template, name) for name in names} if template else {}
        keys = {"topic": template.topic_id, "owner": template.owner_id} if template else {}
        super().__init__(data, initial=initial | keys, auto_id="template_%s")
        self.fields["topic"] = Pick(
            topics_of(actor.municipality_id), required=False, label="Тема", empty="любая"
        )
        self.fields["owner"] = Pick(people(actor), required=False, label="Кто ведёт", empty="никто")
