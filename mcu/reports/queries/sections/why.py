"""Why there are more or fewer: the change by parts, and the causes already written down."""

from mcu.coordination.models import Cause
from mcu.core.tables import Kind
from mcu.insight.queries.growth import growth
from mcu.reports.queries.sections.asked import Asked
from mcu.reports.rules.figures import Head, Section, Table

MOST_CAUSES, MOST_PARTS = 20, 8


def causes(asked: Asked) -> Section:
    found = growth(asked.actor, asked.place, asked.period, "", asked.system, asked.before)
    heads = (
        Head("Часть", width=5), Head("Было", Kind.WHOLE), Head("Стало", Kind.WHOLE),
        Head("Изменение", Kind.WHOLE),
    )  # fmt: skip
    tables = [
        Table(
            f"Изменение: {cut.title.lower()}", heads,
            tuple((p.name, p.before, p.now, p.change) for p in cut.parts[:MOST_PARTS]),
        )
        for cut in found.cuts
        if cut.parts
    ]  # fmt: skip
    known = _known(asked)
    if known.rows:
        tables.append(known)
    said = [*found.words, *_of_known(known)]
    return Section("causes", "Причины и факторы", tuple(tables), tuple(said))


def _known(asked: Asked) -> Table:
    """Causes of the topics that came by this system in the period."""
    codes = {line.head.value for line in asked.grid(asked.slice("topic", ("count",))).lines}
    rows = Cause.objects.filter(municipality=asked.place, topic__code__in=codes - {None})
    heads = (Head("Первопричина", width=6), Head("Тема", width=4), Head("Состояние"))
    shown = rows.select_related("topic").order_by("-number")[:MOST_CAUSES]
    found = tuple(
        (f"№ {row.number}. {row.statement}", str(row.topic.name if row.topic else ""), row.get_state_display())
        for row in shown
    )  # fmt: skip
    return Table("Первопричины этих тем", heads, found)


def _of_known(known: Table) -> list[str]:
    if not known.rows:
        return ["Первопричин по этим темам не записано."]
    return [f"Записанных первопричин по этим темам: {len(known.rows)}."]
