"""What the kit has found: assertions in seventeen groups, readable and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Mark(StrEnum):
    """How an assertion ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


SIGNS = {Mark.PASSED: "✓", Mark.FAILED: "✗", Mark.SKIPPED: "–"}


@dataclass(frozen=True, slots=True)
class Assertion:
    """One thing that was looked at; `seen` says what was there instead, or why it was not looked at."""

    words: str
    mark: Mark
    seen: str = ""


@dataclass(slots=True)
class Group:
    """A group of assertions; failed by one of them, skipped when nothing of it could be looked at."""

    number: int
    title: str
    assertions: list[Assertion] = field(default_factory=list)

    def check(self, words: str, holds: object, seen: object = "") -> bool:
        """Note whether it holds; what was seen is told only where it does not."""
        mark = Mark.PASSED if holds else Mark.FAILED
        self.assertions.append(Assertion(words, mark, "" if holds else _short(seen)))
        return bool(holds)

    def skip(self, words: str, why: str) -> None:
        """It could not be looked at here."""
        self.assertions.append(Assertion(words, Mark.SKIPPED, why))

    @property
    def mark(self) -> Mark:
        marks = {one.mark for one in self.assertions}
        if Mark.FAILED in marks:
            return Mark.FAILED
        return Mark.PASSED if Mark.PASSED in marks else Mark.SKIPPED


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it; `address` is what was asked."""

    address: str
    groups: tuple[Group, ...]

    @property
    def conforms(self) -> bool:
        return not any(group.mark == Mark.FAILED for group in self.groups)

    @property
    def failed(self) -> list[int]:
        """Numbers of the groups that failed."""
        return [group.number for group in self.groups if group.mark == Mark.FAILED]

    def count(self, mark: Mark) -> int:
        return sum(one.mark == mark for group in self.groups for one in group.assertions)

    def as_json(self) -> dict[str, Any]:
        return {
            "address": self.address,
            "conforms": self.conforms,
            "passed": self.count(Mark.PASSED),
            "failed": self.count(Mark.FAILED),
            "skipped": self.count(Mark.SKIPPED),
            "groups": [
                {
                    "number": group.number,
                    "title": group.title,
                    "result": str(group.mark),
                    "assertions": [
                        {"words": one.words, "result": str(one.mark), "seen": one.seen}
                        for one in group.assertions
                    ],
                }
                for group in self.groups
            ],
        }

    def lines(self, *, whole: bool = False) -> Iterator[str]:
        """The report for a person; what holds only with `whole`."""
        yield f"Open311 GeoReport v2: {self.address}"
        for group in self.groups:
            yield f"{SIGNS[group.mark]} {group.number:>2}. {group.title}"
            for one in group.assertions:
                if whole or one.mark != Mark.PASSED:
                    yield f"      {SIGNS[one.mark]} {one.words}" + (
                        f" — {one.seen}" if one.seen else ""
                    )
        verdict = "соответствует" if self.conforms else f"не соответствует: группы {self.failed}"
        yield (
            f"Проверок: выполнено {self.count(Mark.PASSED)}, нарушено {self.count(Mark.FAILED)}, "
            f"пропущено {self.count(Mark.SKIPPED)}. Сервер {verdict}."
        )


def _short(seen: object) -> str:
    return " ".join(str(seen).split())[:200]
