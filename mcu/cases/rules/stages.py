"""Stages of the systems of record beside our own states, mapped both ways as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mcu.cases.rules.words import System
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what its words mean here, and which of our states are shown at it."""

    system: str
    code: str
    title: str
    state: State
    ours: tuple[State, ...] = ()
    words: tuple[str, ...] = ()
    side: bool = False
    verified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stage on the card: passed, standing at it by our state, standing at it by the file."""

    stage: Stage
    passed: bool
    here: bool
    theirs: bool


SYSTEMS = (System.POS, System.INCIDENT)


@cache
def all_stages() -> tuple[Stage, ...]:
    """Every stage of every system, in the order of the work."""
    rows = tomllib.loads(files("mcu.cases").joinpath("data/stages.toml").read_text("utf-8"))
    return tuple(
        Stage(
            **row
            | {
                "state": State(row["state"]),
                "ours": tuple(State(state) for state in row.get("ours", ())),
                "words": tuple(row.get("words", ())),
            }
        )
        for row in rows["stage"]
    )


def stages_of(system: str) -> list[Stage]:
    return [stage for stage in all_stages() if stage.system == system]


def stage_named(system: str, code: str) -> Stage:
    """The stage by its code; RuleViolation for one that does not exist."""
    for stage in stages_of(system):
        if stage.code == code:
            return stage
    raise RuleViolation("Такого этапа нет. Выберите этап из списка.")


def plain(word: str) -> str:
    """A status word without case, ё and spaces, to be compared."""
    return "".join(word.casefold().replace("ё", "е").split())


def stage_of_word(system: str, word: str, own: Mapping[str, str]) -> Stage | None:
    """The stage a status word of an export stands for; words of one's own (plain word → code of
    the stage) go before the known ones."""
    wanted = plain(word)
    if not wanted:
        return None
    if code := own.get(wanted):
        return next((stage for stage in stages_of(system) if stage.code == code), None)
    here, beside = stages_of(system), [s for s in all_stages() if s.system != system]
    for stage in (*here, *beside):
        if wanted in {plain(known) for known in stage.words}:
            return stage if stage.system == system else stage_of_state(system, stage.state)
    return None


def stage_of_state(system: str, state: str) -> Stage | None:
    """Where our state stands in the line of that system."""
    return next((stage for stage in stages_of(system) if state in stage.ours), None)


def line(system: str, state: str, word: str, own: Mapping[str, str]) -> list[Mark]:
    """The stages with where the case stands by our state and by the word of the last file; side
    stages are shown only when the case stands there."""
    ours, theirs = stage_of_state(system, state), stage_of_word(system, word, own)
    rows = stages_of(system)
    main = [stage for stage in rows if not stage.side]
    at = main.index(ours) if ours in main else -1
    return [
        Mark(stage, not stage.side and main.index(stage) < at, stage is ours, stage is theirs)
        for stage in rows
        if not stage.side or stage in (ours, theirs)
    ]


def check_word(word: str) -> str:
    """A status word fit to be kept; RuleViolation says what is wrong with it."""
    word = " ".join(word.replace("\x00", "").split())
    if not plain(word):
        raise RuleViolation("Впишите слово статуса так, как оно стоит в выгрузке.")
    if len(word) > 120:
        raise RuleViolation("Слово статуса длиннее 120 знаков: проверьте, тот ли это столбец.")
    return word
