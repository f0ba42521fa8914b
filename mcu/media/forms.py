"""What a person fills in about an official page."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from mcu.cases.forms.fields import Pick
from mcu.media.models import OfficialPage
from mcu.media.rules.page import Network
from mcu.org.forms import DayInput, PlainText
from mcu.org.models import Body, Person

STATES = (("", "все"), ("lacking", "чего-то не хватает"), ("closed", "не ведутся"))


class PageFilter(forms.Form):
    q = PlainText(label="Слова", required=False, max_length=100)
    network = forms.ChoiceField(
        label="Сеть", required=False, choices=[("", "любая сеть"), *Network.choices]
    )
    state = forms.ChoiceField(label="Какие", required=False, choices=STATES)


class PageForm(forms.ModelForm):
    """A page as it stands in the register."""

    name = PlainText(label="Название", max_length=200)
    url = forms.URLField(label="Адрес", max_length=300, assume_scheme="https")

    class Meta:
        model = OfficialPage
        fields = (
            "name", "url", "network", "connected", "badge", "widget", "subscribers", "checked_on",
            "active",
        )  # fmt: skip
        widgets: ClassVar = {"checked_on": DayInput()}

    def __init__(
        self, data: Any = None, *, bodies: Iterable[Body], people: Iterable[Person],
        page: OfficialPage | None = None,
    ) -> None:  # fmt: skip
        known = {"body": page.body_id, "keeper": page.keeper_id} if page else None
        super().__init__(data, instance=page, initial=known)
        self.fields["body"] = Pick(bodies, label="Чья страница")
        self.fields["keeper"] = Pick(people, label="Кто ведёт", required=False)
        self.order_fields(["name", "url", "network", "body", "keeper"])

    def validate_unique(self) -> None:
        """The action tells it in its own words."""
