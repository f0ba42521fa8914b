"""Cases for every letter there is, made by real actions; and how a letter is read."""

import io
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from docx import Document

from mcu.cases.actions import redirect
from mcu.cases.actions.appeal import decisions, facts, notices, papers
from mcu.cases.actions.appeal.reception import Card, receive
from mcu.cases.models import AppealDecision, Case
from mcu.cases.queries.letters import papers_of
from mcu.cases.rules.letters import Wanted
from mcu.cases.tests.appeals import answered, days_ago, letter
from mcu.org.rules.roles import program

AUTHOR = "Громов Глеб Глебович"
FILLED = {
    "dated": timezone.localdate().isoformat(), "number": "01-12/345", "signer": "Берёзкин И. И.", "position": "Глава района",
    "executor": "Дорохов П. И.", "phone": "8 (800) 555-00-02",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """One letter to be made: the case, the kind, the notice it is for."""

    case: Case
    wanted: Wanted

    @property
    def kind(self) -> str:
        return self.wanted.letter.code


def every_letter(town) -> list[Sample]:
    """One of each kind, each of a case where it is needed."""
    cases = [
        _answered(town), _extended(town), _forwarded(town), _copied(town), _grounded(town), _stopped(town),
        _received(town),
    ]  # fmt: skip
    found: dict[str, Sample] = {}
    for case in cases:
        for wanted in papers_of(case).wanted:
            found.setdefault(wanted.letter.code, Sample(case, wanted))
    return list(found.values())


def text_of(word: bytes) -> str:
    """Every word of a .docx, cells of tables as well, by python-docx."""
    document = Document(io.BytesIO(word))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def _answered(town) -> Case:
    case = letter(
        town, collective=True, received_at=days_ago(4), street="Полевая", house="14", landmark=""
    )
    addressed = {"form": "written", "category": "citizen", "addressees": [town.housing]}
    by = town.actor()
    facts.set_facets(case=case, by=by, collective=True, signatories=12, **addressed)
    facts.resolve(case=case, author_name="Берёзкин И. И.", text="Разобраться до 05.12.2026", by=by,
                  executor=town.executor)  # fmt: skip
    answered(town, case)
    facts.conclude(
        case=case, result="explained", signed_by="Орлова М. И.", way="post",
        answer_number="01-12/777", by=by,
    )  # fmt: skip
    return case


def _extended(town) -> Case:
    case = letter(town, received_at=days_ago(4))
    made = decisions.propose_extension(
        case=case, days=17, reason="request", words="Ждём ответа лаборатории", by=town.actor()
    )
    decisions.prolong(decision=made, by=program(town.place.pk))
    return case


def _forwarded(town) -> Case:
    case = letter(town, received_at=days_ago(3))
    redirect.decide(case=case, to="Министерство транспорта", by=town.actor())
    return case


def _copied(town) -> Case:
    case = letter(town)
    by = town.actor()
    notices.copies(case=case, bodies=[town.roads], others=[], by=by)
    papers.ask_papers(case=case, to="Росреестр", what="Выписку о границах участка", by=by)
    papers.tell_migration(case=case, police="ОМВД", official="Губернатор области", by=by)
    return case


def _grounded(town) -> Case:
    case = letter(town)
    decisions.propose_no_reply(
        case=case, ground="published", words="Ответ есть", url="https://town.example/otvet/15", by=program(town.place.pk),
    )  # fmt: skip
    if (waits := AppealDecision.objects.filter(case=case, state="proposed").first()) is not None:
        decisions.leave_without_reply(decision=waits, by=town.actor())
    case.refresh_from_db()
    return case


def _stopped(town) -> Case:
    former = answered(town, letter(town, received_at=days_ago(90)))
    case = letter(town)
    facts.link_former(case=case, former=former, by=town.actor())
    made = decisions.propose_no_reply(
        case=case, ground="stopped", words="Дано два ответа", by=town.actor()
    )
    decisions.leave_without_reply(decision=made, by=program(town.place.pk))
    return case


def _received(town) -> Case:
    now = timezone.now() - timedelta(hours=2)
    card = Card(
        now, "Центральная пл., 1", "Глава района", "Не топят в доме 7", "statement", "accepted", booked=True,
        document_shown=True, applicant={"applicant_name": AUTHOR, "applicant_contacts": "8 900 111-22-33"},
    )  # fmt: skip
    made = receive(card=card, municipality=town.place, by=town.actor())
    assert made.case is not None
    return made.case
