"""The modules of ПОС one by one: «Сообщения», «Голосования», обсуждения, «Госпаблик»."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.analytics.sheets import words_of
from mcu.core.tables import Kind
from mcu.media.models import OfficialPage
from mcu.media.rules.page import IN_MODULE, Network
from mcu.polls.models import Poll
from mcu.polls.rules.poll import Kind as Form
from mcu.polls.rules.poll import State, Where, state_of
from mcu.reports.queries.sections.asked import Asked, plain
from mcu.reports.queries.sections.work import BY_STEP, STEPS
from mcu.reports.rules import wording
from mcu.reports.rules.figures import Head, Section, Table
from mcu.web.words import plural

MEASURES = (
    "count", "closed", "open", "in_time", "close_mean", "fast_share", "quality", "returned", "repeated",
    "rated", "satisfied", "rating",
)  # fmt: skip
VOTES = (Form.SURVEY, Form.VOTE, Form.RATED)
TALKS = (Form.DISCUSSION, Form.HEARING)
MOST_POLLS, MOST_PAGES = 60, 60


def messages(asked: Asked) -> Section:
    """How many, how quickly, how well, how content people were; step by step."""
    chosen = asked.slice("system", MEASURES)
    now = asked.grid(chosen).total.total
    before = asked.grid(replace(chosen, period=asked.before)).total.total
    heads = (
        Head("Показатель", width=5),
        Head("За период"),
        Head("Было"),
        Head("Как считается", width=5),
    )
    rows = tuple(
        (f"{one.title}{', ' + one.unit if one.unit and one.unit != '%' else ''}", words_of(cell, one),
         words_of(was, one), one.formula)
        for one, cell, was in zip(chosen.counted, now, before, strict=True)
    )  # fmt: skip
    step = STEPS.get(asked.every, "month")  # type: ignore[call-overload]
    steps = asked.grid(asked.slice(step, ("count", "closed", "overdue")))
    tables = (Table("Сообщения за период", heads, rows), plain("Динамика", BY_STEP[step], steps))
    total, earlier = int(now[0].value or 0), int(before[0].value or 0)
    said = [wording.count(total, earlier, "В модуль «Сообщения» поступило")]
    if total:
        said += [f"{title}: {value}, было {was}." for title, value, was, _ in rows[3:5]]
        said += [f"{title}: {value}, было {was}." for title, value, was, _ in rows[10:12]]
    return Section("module_messages", "Модуль «Сообщения»", tables, tuple(said))


def votes(asked: Asked) -> Section:
    title = "Модуль «Голосования»: опросы и голосования"
    return _polls(asked, "module_votes", title, VOTES, "опрос или голосование|опроса и голосования|опросов и голосований")  # fmt: skip


def talks(asked: Asked) -> Section:
    title = "Общественные обсуждения и публичные слушания"
    return _polls(asked, "module_talks", title, TALKS, "обсуждение|обсуждения|обсуждений")


def pages(asked: Asked) -> Section:
    """The register as it stands now: pages have no history of periods."""
    rows = OfficialPage.objects.filter(
        municipality=asked.place, active=True, network__in=sorted(IN_MODULE)
    )
    found = list(rows.select_related("body").order_by("name"))
    lacking = [one for one in found if one.lacking]
    heads = (
        Head("Сеть", width=3), Head("Страниц", Kind.WHOLE), Head("Подключено", Kind.WHOLE),
        Head("С госметкой", Kind.WHOLE), Head("С виджетом", Kind.WHOLE), Head("Подписчиков", Kind.WHOLE),
    )  # fmt: skip
    networks = [_network(network, found) for network in sorted(IN_MODULE)]
    todo = (Head("Страница", width=4), Head("Чья", width=4), Head("Чего нет", width=5))
    tables = (
        Table("Госпаблики по сетям", heads, tuple(row for row in networks if row[1])),
        Table(
            "Чего не хватает", todo,
            tuple((one.name, str(one.body), ", ".join(one.lacking)) for one in lacking[:MOST_PAGES]),
        ),
    )  # fmt: skip
    notes = ["Реестр страниц показан на день подсчёта: прошлое состояние страниц не хранится."]
    ready = len(found) - len(lacking)
    said = [
        f"Официальных страниц в сетях модуля «Госпаблик» {len(found)}, полностью подключено {ready}."
    ]
    if lacking:
        said.append(f"Требуют доделки: {', '.join(one.name for one in lacking[:3])}.")
    return Section("module_pages", "Модуль «Госпаблик»", tables, tuple(said), tuple(notes))


def _network(network: str, found: Sequence[OfficialPage]) -> tuple[str, int, int, int, int, int]:
    own = [one for one in found if one.network == network]
    return (
        Network(network).label, len(own), sum(one.connected for one in own), sum(one.badge for one in own),
        sum(one.widget for one in own), sum(one.subscribers or 0 for one in own),
    )  # fmt: skip


def _polls(asked: Asked, code: str, title: str, kinds: Sequence[str], words: str) -> Section:
    """Those that ran in the period, by kind and one by one, with what came of them."""
    now, before = (list(_run(asked, kinds, period)) for period in (asked.period, asked.before))
    today = timezone.localdate(asked.now)
    heads = (
        Head("Вид", width=4), Head("Проведено", Kind.WHOLE), Head("Было", Kind.WHOLE),
        Head("Участников", Kind.WHOLE), Head("Итоги внесены", Kind.WHOLE), Head("Учтены", Kind.WHOLE),
    )  # fmt: skip
    by_kind = tuple(
        (
            Form(kind).label.capitalize(), len(own), sum(one.kind == kind for one in before),
            sum(one.people or 0 for one in own), sum(one.counted_at is not None for one in own),
            sum(one.used_on is not None for one in own),
        )
        for kind in kinds
        for own in [[one for one in now if one.kind == kind]]
    )  # fmt: skip
    tables = (Table("По видам", heads, by_kind), Table("Что проведено", EACH, _each(now, today)))
    said = _of_polls(now, before, today, words)
    elsewhere = _run(asked, kinds, asked.period, pos=False).count()
    notes = [f"Ещё {elsewhere} проведено вне ПОС и сюда не входит."] if elsewhere else []
    return Section(code, title, tables, tuple(said), tuple(notes))


EACH = (
    Head("Название", width=5), Head("Вид"), Head("С", Kind.DATE), Head("По", Kind.DATE),
    Head("Участников", Kind.WHOLE), Head("Состояние"), Head("Как учтены итоги", width=4),
)  # fmt: skip


def _run(asked: Asked, kinds: Sequence[str], period: Period, *, pos: bool = True) -> QuerySet[Poll]:
    rows = Poll.objects.filter(
        municipality=asked.place, kind__in=list(kinds), starts__lte=period.until, ends__gte=period.since
    )  # fmt: skip
    return rows.filter(where=Where.POS) if pos else rows.exclude(where=Where.POS)


def _each(polls: Sequence[Poll], today: date) -> tuple[tuple[str | int | None, ...], ...]:
    return tuple(
        (
            one.title, one.get_kind_display(), one.starts.isoformat(), one.ends.isoformat(), one.people,
            _state(one, today).label, one.outcome,
        )
        for one in polls[:MOST_POLLS]
    )  # fmt: skip


def _of_polls(now: Sequence[Poll], before: Sequence[Poll], today: date, words: str) -> list[str]:
    people = sum(one.people or 0 for one in now)
    said = [
        f"Проведено {plural(len(now), words)}, за прошлый период {len(before)}; участников {people}."
    ]
    waiting = [one.title for one in now if _state(one, today) is State.COUNTING]
    if waiting:
        said.append(f"Итоги не внесены: {'; '.join(f'«{title}»' for title in waiting[:3])}.")
    unused = [one.title for one in now if _state(one, today) is State.KNOWN]
    if unused:
        said.append(f"Итоги есть, но не учтены: {'; '.join(f'«{title}»' for title in unused[:3])}.")
    return said


def _state(poll: Poll, today: date) -> State:
    return state_of(
        poll.starts, poll.ends, counted=poll.counted_at is not None, used=poll.used_on is not None,
        today=today,
    )  # fmt: skip
