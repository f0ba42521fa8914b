"""Many are understood side by side: the same as one after another, and for all of them asked once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mcu.cases.models import Applicant, Case, Utterance
from mcu.core.models import JournalEntry
from mcu.intake import jobs
from mcu.intake.actions import together
from mcu.intake.models import Arrival

ONCE = 60


def test_what_adds_to_another_or_is_broken_keeps_its_turn(connected):
    says, pushes = connected.service.says, connected.pushes
    pushes(says("Не горит фонарь"))
    pushes(says("Яма на Полевой, звоните 8 912 345-67-89", thread="t2", author={"id": 8}))
    pushes(b'{"seq": 900, "id": 900, "author": 5}')
    pushes(says("И второй не горит"))
    pushes(says("Нет воды", thread="t3", author={"id": 9}))
    jobs.digest()
    assert [case.text.split()[0] for case in connected.cases] == ["Не", "Яма", "Нет"]
    first, second, _ = connected.cases
    talk = list(first.conversation.utterances.values_list("text", flat=True))
    assert talk == ["Не горит фонарь", "И второй не горит"]
    assert "912" not in second.text
    assert Applicant.objects.filter(case=second).exists()
    states = Arrival.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["done", "done", "failed", "done", "done"]
    entries = JournalEntry.objects.filter(action="case.register").order_by("sequence")
    assert list(entries.values_list("object_id", flat=True)) == [c.pk for c in connected.cases]


def test_the_questions_do_not_grow_with_the_messages(connected):
    def queries(count: int, start: int) -> int:
        for number in range(start, start + count):
            said = {"thread": f"t{number}", "author": {"id": number}}
            connected.pushes(connected.service.says(f"Яма у дома {number}", **said))
        with CaptureQueriesContext(connection) as asked:
            jobs.digest()
        return len(asked)

    queries(1, 0)  # dictionaries are read
    assert queries(2, 10) == queries(20, 100) <= ONCE
    assert Case.objects.count() == Utterance.objects.count() == 23


def test_where_all_at_once_fails_each_has_its_own_reason(connected, monkeypatch):
    def refused(**given: object) -> None:
        raise ValueError("all of them")

    monkeypatch.setattr(together, "begin", refused)
    for number in range(3):
        connected.pushes(connected.service.says("Нет света", thread=f"t{number}"))
    jobs.digest()
    assert (Case.objects.count(), Arrival.objects.filter(state="done").count()) == (3, 3)
