"""Message or appeal, written or oral: what follows from the channel, and what it forbids."""

from datetime import date

from mcu.cases.rules.appeal.law import LAW, Barred
from mcu.cases.rules.appeal.words import Form
from mcu.cases.rules.words import Channel, Regime

FORMS: dict[str, Form] = {
    Channel.LETTER: Form.WRITTEN,
    Channel.PHONE: Form.ORAL,
    Channel.RECEPTION: Form.ORAL,
}
PAPER_AND_PEOPLE = frozenset({Channel.LETTER, Channel.RECEPTION})


def form_of(channel: str) -> Form:
    """The form a channel speaks for; whoever registers may correct it."""
    return FORMS.get(channel, Form.ELECTRONIC)


def channels_of(form: str) -> list[str]:
    """The channels that speak for a form."""
    return [channel for channel in Channel.values if form_of(channel) == form]


def regime_of(channel: str, *, identified: bool, on: date) -> Regime:
    """What an item is where nobody said: paper and a reception are appeals, a site with a sign-in too."""
    if channel in PAPER_AND_PEOPLE:
        return Regime.APPEAL
    if channel == Channel.WEB and identified and not barred(channel, identified=True, on=on):
        return Regime.APPEAL
    return Regime.MESSAGE


def barred(channel: str, *, identified: bool, on: date) -> Barred | None:
    """The rule by which no appeal can come by this channel on this day; None when it can."""
    hits = (rule for rule in LAW.barred if rule.hits(channel, identified=identified, on=on))
    return next(hits, None)


def refusal(rule: Barred, channel: str) -> str:
    """Why an appeal is not registered, and what to do instead."""
    doubt = "" if rule.verified else " (не проверено)"
    way = " или отметьте, что личность автора подтверждена" if rule.identified else ""
    return (
        f"Канал «{Channel(channel).label}» с {rule.valid_from:%d.%m.%Y} не способ подать обращение: "
        f"{rule.source}{doubt}. Зарегистрируйте сообщение{way}."
    )
