"""The operator's desk: the number at once, drafts, likeness while typing, a number looked up, papers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.finish import close
from mcu.cases.models import Attachment, Case, Paper, Problem
from mcu.cases.rules.desk import scope_asked, together_of
from mcu.cases.tests.test_pages_register import PAGE, filled
from mcu.cases.tests.test_problem_answers import ready
from mcu.core.models import JournalEntry

NUMBER = "8 900 123-45-67"
SIMILAR, LOOK, DRAFT = (PAGE + name for name in ("similar/", "number/", "draft/"))


def call(client, **given) -> Case:
    assert client.post(PAGE, filled(**given)).status_code == 302
    return Case.objects.latest("pk")


def test_the_number_stands_at_once_above_the_next_empty_form(town, web):
    answer = web.head.post(f"{PAGE}?channel=phone", filled(again="1", applicant_name="Громов Глеб"))
    case = Case.objects.get()
    assert answer["Location"] == f"{PAGE}?channel=phone&done={case.pk}"
    page = web.head.get(answer["Location"]).content.decode()
    assert str(case) in page
    assert "Громов" not in page
    assert "не горит фонарь" not in page
    assert web.auditor.get(answer["Location"]).status_code == 403
    assert "Записано" not in web.head.get(f"{PAGE}?done=999999").content.decode()


def test_the_same_form_sent_twice_is_one_message(town, web):
    for _ in range(2):
        assert web.head.post(PAGE, filled(once="1.5")).status_code == 302
    assert Case.objects.count() == 1


def test_like_problems_are_offered_while_typing_and_joined_with_the_registering(town, web):
    problem, _ = ready(town, 2)
    said = {"text": "Опять яма на Полевой, колесо погнул", "street": "Полевая", "house": "14"}
    with CaptureQueriesContext(connection) as few:
        page = web.head.post(SIMILAR, said).content.decode()
    assert f"Проблема № {problem.number}" in page
    assert f'value="problem-{problem.pk}"' in page
    ready(town, 5)
    with CaptureQueriesContext(connection) as many:
        web.head.post(SIMILAR, said)
    assert len(many) <= len(few) <= 20
    assert not web.head.post(SIMILAR, {"text": "яма"}).content.strip()
    case = call(web.head, **said, together=f"problem-{problem.pk}")
    assert problem.links.filter(case=case, left_at=None).exists()
    other = call(web.head, **said, together=f"case-{call(web.head, **said).pk}")
    assert Problem.objects.latest("pk").links.filter(case=other).exists()
    gone = web.head.post(PAGE, filled(together="problem-999999"))
    assert gone.status_code == 422
    assert "больше нет" in gone.content.decode()
    assert Case.objects.latest("pk") == other


def test_by_a_number_only_open_cases_of_it_and_the_journal_holds_no_number(town, web):
    mine = call(web.head, applicant_contacts=NUMBER, applicant_name="Громов Глеб")
    call(web.head, applicant_contacts="8 900 000-00-01")
    done = call(web.head, applicant_contacts=NUMBER)
    close(case=done, outcome="explained", by=town.actor())
    letter = call(web.head, applicant_contacts=NUMBER, channel="letter", regime="appeal")
    web.head.get(PAGE)  # what was told of the registering is read
    page = web.head.post(LOOK, {"number": "+7(900)123 45 67", "reason": "own"}).content.decode()
    assert str(mine) in page
    for other in (str(done), str(letter), "Громов", "123"):
        assert other not in page
    asked = web.head.post(LOOK, {"number": NUMBER, "reason": "appeal"}).content.decode()
    assert str(letter) in asked
    assert str(mine) not in asked
    entries = JournalEntry.objects.filter(action="applicant.by_number")
    assert [entry.after["found"] for entry in entries.order_by("pk")] == [1, 1]
    assert not any("900" in str(entry.after) for entry in entries)
    for wrong in ({"number": NUMBER, "reason": ""}, {"number": "мой", "reason": "own"}):
        assert web.head.post(LOOK, wrong).status_code == 422
    assert entries.count() == 2
    assert web.executor.post(LOOK, {"number": NUMBER, "reason": "own"}).status_code == 403


def test_a_letter_is_registered_with_its_facts_its_scan_and_a_card_to_print(town, web):
    today = timezone.localdate().isoformat()
    given = filled(
        channel="letter", regime="", appeal_kind="complaint", applicant_name="Громов Глеб",
        applicant_address="Полевая, 14", dated_on=today, out_number="12/4", delivered="body",
        sheets="3", enclosures="1", sent_by="Минстрой", sent_number="77", sent_on=today,
        about_body=str(town.roads.pk), scans=SimpleUploadedFile("письмо.pdf", b"%PDF-1"), again="1",
    )  # fmt: skip
    answer = web.head.post(f"{PAGE}?channel=letter", given)
    case = Case.objects.get()
    assert case.regime == "appeal"
    paper = Paper.objects.get(case=case)
    assert (paper.out_number, paper.sheets, paper.get_delivered_display()) == (
        "12/4", 3, "Переслано другим органом",
    )  # fmt: skip
    assert case.appeal.about_body == town.roads
    assert Attachment.objects.get(case=case).name == "письмо.pdf"
    page = web.head.get(answer["Location"]).content.decode()
    assert f"обращение № {case.appeal.number}" in page
    assert "Нет личной подписи" in page
    sheet = web.head.get(reverse("cases:slip", args=[case.pk])).content.decode()
    for words in (case.appeal.number, "12/4", "Минстрой", str(town.roads)):
        assert words in sheet
    assert "Громов" not in sheet


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dated_on": "2099-01-01"}, "ещё не наступила"),
        ({"sheets": "много"}, "Впишите число"),
        ({"scans": SimpleUploadedFile("a.exe", b"MZ")}, "a.exe"),
    ],
)
def test_a_wrong_paper_leaves_no_number_behind(given, words, town, web):
    answer = web.head.post(f"{PAGE}?channel=letter", filled(channel="letter", regime="") | given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Case.objects.exists()


def test_what_was_typed_is_there_again_after_the_page_was_left(town, web):
    said = filled(text="Не горит фонарь", applicant_name="Громов Глеб")
    assert web.head.post(f"{DRAFT}?door=phone", said).status_code == 200
    assert "Громов" not in str(dict(web.head.session))
    page = web.head.get(f"{PAGE}?channel=phone").content.decode()
    assert "Восстановлено набранное" in page
    assert 'value="Громов Глеб"' in page
    assert "Громов" not in web.head.get(f"{PAGE}?channel=letter").content.decode()
    assert web.head.post(f"{DRAFT}?door=phone", {"forget": "1"}).status_code == 302
    assert "Громов" not in web.head.get(f"{PAGE}?channel=phone").content.decode()
    web.head.post(f"{DRAFT}?door=phone", said)
    call(web.head)
    web.head.post(f"{PAGE}?channel=phone", said | {"again": "1"})
    assert "Восстановлено" not in web.head.get(f"{PAGE}?channel=phone").content.decode()
    long = {"text": "а" * 30_000}
    assert web.head.post(f"{DRAFT}?door=phone", long).status_code == 413


def test_what_is_joined_and_where_a_number_is_looked_up_is_told_by_words():
    assert together_of("problem-12") is not None
    assert [together_of(each) for each in ("", "problem-x", "block-1", "case-" + "9" * 30)] == [None] * 4  # fmt: skip
    assert scope_asked("own") == "channel:phone"
    assert scope_asked("appeal") == "appeal"
