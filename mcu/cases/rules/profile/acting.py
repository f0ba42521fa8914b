"""The sections of a profile that say what the program does by itself and how answers are held."""

from collections.abc import Iterable
from typing import Any

from mcu.cases.rules import automation
from mcu.cases.rules.answering import DEFAULT_MODES, Mode
from mcu.cases.rules.appeal import numbering
from mcu.cases.rules.automation import Deed, Event, act_words, read_acts, said_acts
from mcu.cases.rules.checks import BY_CODE
from mcu.cases.rules.conditions.profile import Whenever
from mcu.cases.rules.fast import MAX_TERM
from mcu.cases.rules.profile.sections import ANY, UNITS, choice, labels
from mcu.cases.rules.words import Approval, Regime, System
from mcu.core.errors import RuleViolation
from mcu.core.profile import Choice, Code, Field, Flag, Kind, Number, Ref, Rows, Section, Text
from mcu.org.rules.roles import DEFAULT, Permission, Role

MOST_HOURS = 240
# What an act names by code → the section where a profile says it.
NAMED = {Deed.BODY: "bodies", Deed.BLOCK: "blocks", Deed.ASK: "blocks"}
APPROVING = {
    str(right.role): str(Role(right.role).label) for right in DEFAULT.holders(Permission.APPROVE)
}


class Acts(Kind):
    """What a rule does: a list of `{ do, value, words }`."""

    def read(self, value: Any) -> list[dict[str, str]]:
        try:
            acts = read_acts(value)
        except RuleViolation as wrong:
            raise ValueError(f"действия правила. {wrong.sentence}") from wrong
        if any(act.deed is Deed.EXECUTOR for act in acts):
            raise ValueError(
                "действия правила. В профиле людей нет: назначьте органу или блоку, а правило об "
                "исполнителе соберите в «Настройках»"
            )
        return said_acts(acts)

    def words(self, value: Any) -> str:
        return "; ".join(act_words(act, {}) for act in read_acts(value)) if value else ""

    def refs(self, value: Any) -> Iterable[tuple[str, str]]:
        return ((NAMED[a.deed], a.value) for a in read_acts(value) if a.deed in NAMED)

    def schema(self) -> dict[str, Any]:
        text = {"type": "string", "maxLength": automation.MAX_WORDS}
        fields = {"do": {"enum": [str(deed) for deed in Deed]}, "value": text, "words": text}
        row = {"type": "object", "properties": fields, "required": ["do", "value"]}
        return {"type": "array", "items": row}

    def name(self) -> str:
        told = ", ".join(f"`{deed}` {row.label}" for deed, row in automation.DEEDS.items())
        return f"list of `{{ do, value, words }}`: {told}"


class NumberFormat(Text):
    """How a registration number looks."""

    def read(self, value: Any) -> str:
        try:
            return numbering.checked(super().read(value))
        except RuleViolation as wrong:
            raise ValueError(f"вид номера. {wrong.sentence}") from wrong

    def name(self) -> str:
        return "number with `{n}`, `{year}` or `{yy}`, `{mm}`"


RULES = Section(
    "rules",
    "Правила «когда … то …»",
    (
        Field("code", "код", Code(60), required=True),
        Field("name", "название", Text(200), required=True),
        choice("event", "когда", labels(Event), required=True),
        Field("hours", "за сколько часов", Number(1, MOST_HOURS), default=24, implied=True),
        Field("condition", "если", Whenever(), default={}, implied=True),
        Field("acts", "то", Acts(), required=True),
        Field("active", "включено", Flag(), default=True, implied=True),
    ),
    key=("code",),
    off=lambda row: row.get("active") is False,
)
FAST_ROUTES = Section(
    "fast_routes",
    "Быстрые маршруты",
    (
        Field("code", "код", Code(60), required=True),
        Field("name", "название", Text(200), required=True),
        Field("source", "основание", Text(300), default="", implied=True),
        Field("entry", "кто попадает", Whenever(), required=True),
        Field(
            "steps",
            "этапы",
            Rows(
                (
                    Field("body", "орган", Ref(section="bodies"), required=True),
                    Field("what", "что сделать", Text(200), required=True),
                    Field("value", "сколько", Number(1, MAX_TERM), required=True),
                    choice("unit", "единица", UNITS, required=True),
                )
            ),
            required=True,
        ),
        Field("active", "действует", Flag(), default=True, implied=True),
    ),
    key=("code",),
    off=lambda row: row.get("active") is False,
)
CHECKS = Section(
    "checks",
    "Проверки ответов",
    (
        Field(
            "code",
            "проверка",
            Choice({code: check.title for code, check in BY_CODE.items()}, "checks"),
            required=True,
        ),
        choice("mode", "как", labels(Mode), required=True),
    ),
    key=("code",),
    off=lambda row: DEFAULT_MODES.get(row["code"]) == row.get("mode"),
)
APPROVALS = Section(
    "approvals",
    "Нужно ли согласование ответов",
    (
        choice("system", "система", labels(System), required=True),
        Field(
            "need",
            "согласование",
            Choice(labels(Approval), former={"one": "needed", "chain": "needed"}),
            required=True,
        ),
    ),
    key=("system",),
)
STAGES = Section(
    "approval_stages",
    "Шаги согласования ответов",
    (
        Field("order", "который по порядку", Number(1, 9), required=True),
        choice("regime", "режим", ANY | labels(Regime), default="", implied=True),
        Field("title", "шаг", Text(100), required=True),
        choice("role", "кто согласует", APPROVING, required=True),
    ),
    key=("order", "regime"),
)
APPEALS = Section(
    "appeals",
    "Регистрация обращений",
    (Field("number_format", "вид номера", NumberFormat(40), required=True),),
    off=lambda row: row.get("number_format") == numbering.DEFAULT,
)
