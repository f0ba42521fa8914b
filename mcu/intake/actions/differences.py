"""What an import leaves to compare exports by: which rows it held, what changed, whose answer stands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from mcu.cases.models import Answer
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.intake.actions.storing import IMPORTED
from mcu.intake.models import ImportRun, PublishedCheck, RawMessage, RowChange, RunKeys
from mcu.intake.queries import Reference, saved_layouts, status_words
from mcu.intake.reader import Entry
from mcu.intake.rules.differences import Verdict, changed_fields, verdict
from mcu.intake.rules.digest import Digested, digest
from mcu.intake.rules.layouts import HeaderMatch, find_header
from mcu.intake.rules.rows import Rejected, read_row

KEPT_RUNS = 10  # of a system: so many exports can still be compared


def keep_keys(run: ImportRun, keys: Iterable[str]) -> None:
    """The rows of a batch; a row that stands twice in a file is one."""
    RunKeys.objects.create(run=run, keys=list(dict.fromkeys(keys)))


def forget_keys(run: ImportRun) -> None:
    """What is too old to be compared with goes."""
    runs = ImportRun.objects.filter(municipality_id=run.municipality_id, system=run.system)
    lasting = list(runs.order_by("-pk").values_list("pk", flat=True)[:KEPT_RUNS])
    old = {"run__municipality_id": run.municipality_id, "run__system": run.system}
    RunKeys.objects.filter(**old).exclude(run__in=lasting).delete()
    RowChange.objects.filter(**old).exclude(run__in=lasting).delete()


def keep_changes(
    run: ImportRun, changes: Sequence[tuple[int, Entry]], reference: Reference, now: datetime
) -> None:
    """Compare each new row (by the key of its raw row) with the one stored before it."""
    raws = RawMessage.objects.select_related("run").in_bulk([raw_id for raw_id, _ in changes])
    matches: dict[int | None, HeaderMatch | None] = {}
    rows = []
    for raw_id, entry in changes:
        raw = raws[raw_id]
        before = _before(raw, reference, matches, now)
        fields = changed_fields(before, entry.said) if before else {}
        rows.append((run.pk, raw.case_id, entry.key, fields))
    RowChange.objects.bulk_create(
        RowChange(run_id=run_id, case_id=case_id, key=key, fields=fields)
        for run_id, case_id, key, fields in rows
    )


def check_published(run: ImportRun, said: Mapping[int, Digested], now: datetime) -> None:
    """Answers published by hand in these cases, against what the rows of the export tell."""
    for answer in _by_hand(run).filter(case__in=list(said)):
        _check(answer, verdict(answer.text, said[answer.case_id].answers), run, now)


def check_silent(run: ImportRun, now: datetime) -> None:
    """Rows of the export that say nothing new: an answer published before it is still not there."""
    found = PublishedCheck.objects.filter(answer=OuterRef("pk"))
    settled = found.filter(Q(run=run) | ~Q(result=Verdict.NOT_FOUND))
    waiting = _by_hand(run).filter(~Exists(settled)).annotate(key=F("case__external_id"))
    for answer in waiting.iterator():
        if RunKeys.objects.filter(run=run, keys__contains=[answer.key]).exists():
            _check(answer, Verdict.NOT_FOUND, run, now)


def _by_hand(run: ImportRun):  # type: ignore[no-untyped-def]
    return Answer.objects.filter(
        case__municipality_id=run.municipality_id, case__system=run.system,
        state=Answer.State.PUBLISHED, published_at__lt=run.created_at,
    ).exclude(Q(author_name=IMPORTED) | Q(published_url=""))  # fmt: skip


def _check(answer: Answer, found: Verdict, run: ImportRun, now: datetime) -> None:
    PublishedCheck.objects.update_or_create(
        answer=answer, defaults={"result": found, "run": run, "at": now}
    )


def _before(
    raw: RawMessage,
    reference: Reference,
    matches: dict[int | None, HeaderMatch | None],
    now: datetime,
) -> Digested | None:
    """The row as it was stored; None when it was erased or its columns are known no more."""
    if raw.sealed is None or raw.run is None:
        return None
    if raw.run_id not in matches:
        matches[raw.run_id] = _header(raw.run)
    match = matches[raw.run_id]
    try:
        cells = vault.unseal(raw.sealed)
    except vault.SealBroken:
        return None
    if match is None:
        return None
    steps = status_words(raw.municipality_id, raw.system)
    row = read_row(cells, match, reference.zone, 0, steps)
    return None if isinstance(row, Rejected) else digest(row, raw.system, now)


def _header(run: ImportRun) -> HeaderMatch | None:
    saved = saved_layouts(run.municipality_id).filter(name=run.layout).first()
    try:
        return find_header(
            [run.titles],
            layout="auto" if saved else run.layout,
            saved=saved.columns if saved else None,
            columns=run.columns or None,
        )
    except RuleViolation:
        return None
