"""Feeds of exports and what an export says otherwise than the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from mcu.cases.models import Case
from mcu.cases.queries import cases_for
from mcu.channels.models import Channel
from mcu.connectors.contract import Item
from mcu.intake.models import (
    ExportFeed,
    ExportFile,
    ImportRun,
    PublishedCheck,
    RawMessage,
    RowChange,
    RunKeys,
)
from mcu.org.rules.roles import Actor

LAST_FILES = 5
ONLY_HERE = """
SELECT unnest(keys) FROM intake_runkeys WHERE run_id = %s
EXCEPT SELECT unnest(keys) FROM intake_runkeys WHERE run_id = %s
"""
SECTIONS = {"new": "Появились", "changed": "Изменились", "gone": "Пропали"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison: its key, the case here, what changed."""

    key: str
    case_id: int | None
    number: str
    fields: dict[str, list[str]]

    @property
    def words(self) -> str:
        """«Статус: В работе → Закрыто; Текст: изменён»."""
        told = [
            f"{name}: {said[0] or '—'} → {said[1] or '—'}" if said else f"{name}: изменилось"
            for name, said in self.fields.items()
        ]
        return "; ".join(told)


def feeds_for(actor: Actor) -> QuerySet[ExportFeed]:
    """The feeds of the actor's municipality with what came last."""
    last = Prefetch("files", ExportFile.objects.select_related("run").order_by("-pk"), "came")
    rows = ExportFeed.objects.filter(municipality_id=actor.municipality_id)
    return rows.select_related("channel", "municipality").prefetch_related(last)


def feed_for(actor: Actor, pk: int) -> ExportFeed:
    found = feeds_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого приёма нет.")
    return found


def watched() -> QuerySet[ExportFeed]:
    """Folders that are to be looked through."""
    return ExportFeed.objects.filter(active=True, way="folder").select_related("municipality")


def feed_of_letter(channel: Channel, item: Item) -> ExportFeed | None:
    """The feed that takes letters of this sender in this mailbox."""
    if channel.transport != "mail" or not item.files:
        return None
    feeds = ExportFeed.objects.filter(active=True, way="mail", channel=channel)
    found = feeds.filter(sender__iexact=item.author.id)
    return found.select_related("municipality").first()


def earlier_runs(run: ImportRun) -> QuerySet[ImportRun]:
    """Exports of the same system that this one may be compared with, the last first."""
    runs = ImportRun.objects.filter(
        municipality_id=run.municipality_id, system=run.system, state=ImportRun.State.DONE,
        pk__lt=run.pk,
    )  # fmt: skip
    return runs.filter(pk__in=RunKeys.objects.values("run")).order_by("-pk")


def compared(actor: Actor, run: ImportRun, earlier: ImportRun, section: str) -> QuerySet:
    """The raw rows or the changes of a section, in the order they came."""
    if section == "changed":
        changes = RowChange.objects.filter(run__pk__gt=earlier.pk, run__pk__lte=run.pk)
        both = RawSQL(ONLY_HERE, [run.pk, earlier.pk])  # noqa: S611 (numbers only)
        return changes.filter(
            run__municipality_id=actor.municipality_id, run__system=run.system
        ).exclude(key__in=both)
    first, other = (run, earlier) if section == "new" else (earlier, run)
    keys = RawSQL(ONLY_HERE, [first.pk, other.pk])  # noqa: S611 (numbers only)
    return RawMessage.objects.filter(
        municipality_id=actor.municipality_id, system=run.system, key__in=keys
    ).order_by("pk")


def lines(actor: Actor, rows: list[RawMessage] | list[RowChange]) -> Iterator[Line]:
    """With the numbers of the cases the actor may see; one query."""
    keys = [row.case_id for row in rows if row.case_id]
    numbers = dict(cases_for(actor).filter(pk__in=keys).values_list("pk", "number"))
    for row in rows:
        seen = row.case_id if row.case_id in numbers else None
        yield Line(row.key, seen, numbers.get(row.case_id or 0, ""), getattr(row, "fields", {}))


def checks_for(actor: Actor, result: str = "") -> QuerySet[PublishedCheck]:
    """Answers published by hand and what the exports say of them, in cases the actor sees."""
    rows = PublishedCheck.objects.filter(answer__case__in=cases_for(actor).values("pk"))
    if result:
        rows = rows.filter(result=result)
    return rows.select_related("answer__case", "run").order_by("-at", "-pk")


def check_of(case: Case, number: int) -> PublishedCheck | None:
    """What the exports say of one answer of a case."""
    return PublishedCheck.objects.filter(answer__case=case, answer__number=number).first()


def check_counts(actor: Actor) -> dict[str, int]:
    return dict(checks_for(actor).order_by().values_list("result").annotate(n=Count("pk")))
