"""The forms of the import page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from mcu.cases.forms.fields import LongText, Pick
from mcu.channels.models import Channel
from mcu.connectors.contract import Connector
from mcu.intake.models import ExportFeed, ImportRun, Mention, WatchedPage
from mcu.intake.queries import saved_layouts
from mcu.intake.rules.layouts import LAYOUTS, Field, HeaderMatch
from mcu.intake.rules.watch import Network, Often
from mcu.org.models import Block, Municipality


class UploadForm(forms.Form):
    """A file and how to read it."""

    file = forms.FileField(label="Файл выгрузки")
    layout = forms.ChoiceField(label="Раскладка", required=False)

    def __init__(self, *args: Any, municipality_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = [(profile.name, profile.name) for profile in saved_layouts(municipality_id)]
        built_in = [(layout.name, layout.title) for layout in LAYOUTS]
        self.fields["layout"].choices = [("auto", "Определить по заголовкам"), *built_in, *saved]  # type: ignore[attr-defined]

    def clean_layout(self) -> str:
        return self.cleaned_data["layout"] or "auto"


class ChannelForm(forms.Form):
    """What a connection is called, and what it is used for."""

    name = forms.CharField(label="Название", max_length=100)
    reads = forms.BooleanField(label="Принимать сообщения", required=False)
    replies = forms.BooleanField(label="Отправлять ответы", required=False)

    def __init__(
        self, data: Any = None, *, kind: type[Connector], channel: Channel | None = None
    ) -> None:
        names = ("name", "reads", "replies")
        initial = (
            {name: getattr(channel, name) for name in names}
            if channel
            else {"reads": kind.reads_at_first}
        )
        super().__init__(data, initial=initial, auto_id="channel_%s")
        if not kind.answers:
            del self.fields["replies"]

    def clean(self) -> dict[str, Any]:
        return {"replies": False} | (super().clean() or {})


class SinceForm(forms.Form):
    """From which day on everything shall be fetched again."""

    day = forms.DateField(label="С какого дня", widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="since_%s")


class MentionFilter(forms.Form):
    """Which mentions are shown; without a choice those nobody has looked at."""

    q = forms.CharField(label="Слова", required=False, max_length=100)
    state = forms.ChoiceField(
        label="Что с ней", required=False,
        choices=[("", "Не разобраны"), ("all", "Все"), *Mention.State.choices[1:]],
    )  # fmt: skip
    channel = forms.ChoiceField(label="Откуда", required=False)

    def __init__(self, data: Any = None, *, channels: list[Channel]) -> None:
        super().__init__(data, auto_id="mention_%s")
        rows = [(str(channel.pk), channel.name) for channel in channels]
        self.fields["channel"].choices = [("", "Все источники"), *rows]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """What is asked of the query."""
        if not self.is_valid():
            return {"state": Mention.State.NEW}
        given = self.cleaned_data
        state = "" if given["state"] == "all" else given["state"] or Mention.State.NEW
        channel = int(given["channel"]) if given["channel"] else None
        return {"state": state, "words": given["q"].replace("\x00", ""), "channel": channel}


class FeedForm(forms.Form):
    """Where exports come by themselves."""

    name = forms.CharField(label="Название", max_length=100)
    way = forms.ChoiceField(label="Откуда", choices=ExportFeed.Way.choices)
    folder = forms.RegexField(
        r"^[\w.-]{1,60}$", label="Папка", required=False,
        help_text="Одно слово, например «pos»: папка появится на сервере сама",
        error_messages={"invalid": "Только буквы, цифры, точка и дефис, без косой черты."},
    )  # fmt: skip
    channel = forms.ChoiceField(label="Ящик", required=False)
    sender = forms.EmailField(label="Отправитель писем", required=False, max_length=200)
    layout = forms.ChoiceField(label="Раскладка")
    hour = forms.TypedChoiceField(
        label="Когда загружать", required=False, coerce=int, empty_value=None,
        choices=[("", "Сразу"), *((hour, f"раз в день после {hour}:00") for hour in range(24))],
    )  # fmt: skip

    def __init__(self, data: Any = None, *, place: Municipality) -> None:
        super().__init__(data, auto_id="feed_%s")
        self.place = place
        boxes = Channel.objects.filter(municipality=place, transport="mail")
        saved = [(each.name, each.name) for each in saved_layouts(place.pk)]
        built_in = [(layout.name, layout.title) for layout in LAYOUTS]
        self.fields["channel"].choices = [("", "—"), *((str(b.pk), b.name) for b in boxes)]  # type: ignore[attr-defined]
        self.fields["layout"].choices = [("auto", "Определить по заголовкам"), *built_in, *saved]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        folder, mail = given.get("folder", ""), given.get("way") == ExportFeed.Way.MAIL
        if mail and not (given.get("channel") and given.get("sender")):
            self.add_error("sender", "Выберите ящик и впишите, от кого приходят выгрузки.")
        if not mail and ("folder" not in self.errors) and not folder.strip("."):
            self.add_error("folder", "Впишите название папки, например «pos».")
        return given

    def feed(self) -> ExportFeed:
        """The feed that is asked for, not saved yet."""
        given = self.cleaned_data
        mail = given["way"] == ExportFeed.Way.MAIL
        return ExportFeed(
            municipality=self.place, name=given["name"], way=given["way"], layout=given["layout"],
            hour=given["hour"], folder="" if mail else given["folder"],
            channel_id=int(given["channel"]) if mail else None, sender=given["sender"] if mail else "",
        )  # fmt: skip


class MappingForm(forms.Form):
    """Which column of the file is which field; a name keeps it for the next files."""

    name = forms.CharField(label="Сохранить соответствие под именем", required=False, max_length=80)

    def __init__(self, *args: Any, run: ImportRun, match: HeaderMatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        columns = [("", "— нет в файле —")] + [
            (str(number), title or f"столбец {number + 1}")
            for number, title in enumerate(match.titles)
        ]
        for field in Field:
            self.fields[f"field-{field}"] = forms.ChoiceField(
                label=field.label,
                choices=columns,
                required=False,
                initial=str(match.mapping[field]) if field in match.mapping else "",
            )

    @property
    def columns(self) -> dict[str, int]:
        """The chosen mapping: field → number of the column from 0."""
        return {
            name.removeprefix("field-"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("field-") and value
        }


class WatchedPageForm(forms.Form):
    """An open page to be looked through."""

    name = forms.CharField(label="Название", max_length=200)
    url = forms.CharField(
        label="Адрес", max_length=300, widget=forms.URLInput({"placeholder": "https://vk.com/…"}),
        help_text="Только то, что открыто каждому. Закрытые чаты не смотрят.",
    )  # fmt: skip
    keeper = forms.CharField(label="Чья страница", max_length=200, required=False)
    channel = forms.ChoiceField(label="Где", choices=Network.choices)
    often = forms.TypedChoiceField(label="Как часто", choices=Often.choices, coerce=int)
    audience = forms.IntegerField(
        label="Подписчиков", min_value=0, max_value=100_000_000, required=False
    )

    def __init__(
        self, data: Any = None, *, blocks: Iterable[Block], page: WatchedPage | None = None
    ) -> None:
        names = ("name", "url", "keeper", "channel", "often", "audience")
        initial = {name: getattr(page, name) for name in names} if page else {}
        if page:
            initial["block"] = page.block_id
        super().__init__(data, initial=initial, auto_id="watched_%s")
        self.fields["block"] = Pick(blocks, required=False, label="Отраслевой блок")

    def clean_audience(self) -> int:
        return self.cleaned_data["audience"] or 0


class PostForm(forms.Form):
    """A found publication; the author is not asked for. The picture was cut in the browser."""

    url = forms.CharField(
        label="Адрес публикации", max_length=300, widget=forms.URLInput,
        help_text="Адрес самой публикации, не комментария.",
    )  # fmt: skip
    text = LongText(label="О чём", help_text="Без имён: кто написал, не хранится.")
    posted_at = forms.DateTimeField(
        label="Когда опубликовано",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reactions = forms.IntegerField(
        label="Откликов", min_value=0, max_value=100_000_000, required=False,
        help_text="Комментарии, репосты и отметки вместе.",
    )  # fmt: skip
    screenshot = forms.FileField(required=False, max_length=None, widget=forms.FileInput)

    def __init__(
        self, data: Any = None, given: Any = None, *, blocks: Iterable[Block], page: WatchedPage
    ) -> None:
        initial = {"block": page.block_id, "posted_at": timezone.localtime()}
        super().__init__(data, given, initial=initial, auto_id="post_%s")
        self.fields["block"] = Pick(blocks, required=False, label="Отраслевой блок")

    def clean_reactions(self) -> int:
        return self.cleaned_data["reactions"] or 0

    def clean_screenshot(self) -> tuple[str, Any] | None:
        file = self.cleaned_data["screenshot"]
        return (file.name, file.chunks()) if file else None
