"""A person asks what is held about them: found exactly, shown whole, erased by a decision."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.annotate import reveal
from mcu.cases.actions.lookup import index_batch
from mcu.cases.actions.register import Incoming, register
from mcu.cases.actions.retention import place_hold
from mcu.cases.models import Applicant, ApplicantKey, Case
from mcu.cases.queries.lookup import cases_of_person, not_indexed
from mcu.cases.rules.lookup import contacts_of, email, phone, same_name
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.letters import write_docx
from mcu.core.models import JournalEntry
from mcu.desk.actions.erasers import ERASERS
from mcu.desk.actions.subject import accept, decide
from mcu.desk.models import Erasure, SubjectRequest
from mcu.desk.tests.conftest import District
from mcu.org.rules.roles import Role, program

NAME, PHONE, BOX = "Ковригина Зоя Петровна", "8 900 000-14-57", "zoya.k@example.ru"


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"


def written(district: District, channel: str = "phone", *, contacts: str = PHONE, **given) -> Case:
    values = {"text": "Нет воды", "received_at": timezone.now(), "channel": channel} | given
    personal = {"applicant_name": NAME, "applicant_contacts": contacts}
    return register(
        incoming=Incoming(applicant=personal, **values),
        municipality=district.place,
        by=program(district.place.pk),
    )


@pytest.mark.parametrize(
    "text", ["+7 (900) 000-14-57", "89000001457", "9000001457", "8.900.000.14.57"]
)
def test_a_phone_is_the_same_however_written(text):
    assert phone(text) == "9000001457"
    assert contacts_of({"applicant_contacts": text}) == {("phone", "9000001457")}


def test_what_stands_in_the_text_of_a_message_is_not_the_applicants_contact():
    assert contacts_of({"original_text": f"позвоните соседке {PHONE}"}) == set()
    assert contacts_of({"applicant_contacts": f"{PHONE}, {BOX}"}) == {
        ("phone", "9000001457"), ("email", BOX),
    }  # fmt: skip
    assert contacts_of({"applicant_contacts": [PHONE, BOX]}) == {
        ("phone", "9000001457"), ("email", BOX),
    }  # fmt: skip
    assert email("a b@example.ru") == "ab@example.ru"
    assert phone("12") == ""


@pytest.mark.parametrize(
    ("given", "known", "same"),
    [
        ("Ковригина Зоя", NAME, True),
        ("зоя петровна ковригина", NAME, True),
        ("Ковригин Зоя", "Ковригина З. П.", False),
        ("Ковригина Зоя", "Ковригина З. П.", True),
        ("Иванова Зоя", NAME, False),
        ("Ковригина", NAME, False),
        ("Ковригина Зоя", "", False),
    ],
)
def test_a_name_has_to_agree_in_two_words(given, known, same):
    assert same_name(given, known) is same


def test_the_index_links_nobody_across_channels_or_municipalities(district, neighbour):
    cases = [written(district), written(district, "letter"), written(neighbour)]
    appeal = written(district, "letter", regime="appeal")
    assert not_indexed(district.place.pk) == 2  # an appeal is findable at once, by its name too
    assert index_batch() == 3
    assert index_batch() == 0
    values = [bytes(key.value) for key in ApplicantKey.objects.order_by("case_id")]
    assert len(set(values)) == len(cases) + 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(value, 'escape'), '') FROM cases_applicantkey")
        assert "9000001457" not in cursor.fetchone()[0]
    found = cases_of_person(district.place.pk, {"phone": "+7 900 000 14 57"})
    assert found == sorted([cases[0].pk, cases[1].pk, appeal.pk])
    assert cases_of_person(district.place.pk, {"phone": "8 900 000-14-58"}) == []


def test_a_number_counts_only_with_the_name_of_its_applicant(district):
    case = written(district)
    asked = {"numbers": f"№ {case.number}", "name": "Ковригина Зоя"}
    assert cases_of_person(district.place.pk, asked) == [case.pk]
    assert cases_of_person(district.place.pk, asked | {"name": "Иванова Анна"}) == []
    assert cases_of_person(district.place.pk, {"numbers": case.number}) == []


def test_the_report_shows_everything_and_who_looked(district):
    case = written(district, text=f"Нет воды, {PHONE}")
    index_batch()
    by = district.actor(Role.HEAD_OF_CENTRE)
    reveal(case=case, by=by, reason="answer")
    client = district.client(Role.HEAD_OF_CENTRE)
    asked = {"wants": "report", "ground": "Заявление вх. № 15", "phone": PHONE}
    made = client.post(reverse("desk:subjects"), asked)
    row = SubjectRequest.objects.get()
    assert made["Location"] == reverse("desk:subject", args=[row.pk])
    page = client.get(made["Location"])
    text = page.content.decode()
    for words in (NAME, PHONE, case.number, "ответить заявителю", "3 года", "Заявление вх. № 15"):
        assert words in text
    assert "no-store" in page["Cache-Control"]
    docx = b"".join(client.get(reverse("desk:subject-docx", args=[row.pk])).streaming_content)
    inside = zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml")
    assert NAME in "".join(ElementTree.fromstring(inside).itertext())
    xlsx = b"".join(client.get(reverse("desk:subject-xlsx", args=[row.pk])).streaming_content)
    assert xlsx.startswith(b"PK")
    entries = JournalEntry.objects.filter(action__startswith="subject.")
    assert [e.action for e in entries.order_by("pk")] == ["subject.ask", *["subject.report"] * 3]
    assert PHONE not in str([e.after for e in entries])
    assert bytes(row.sealed)
    assert NAME.encode() not in bytes(row.sealed)


def test_a_request_to_erase_is_decided_by_a_person(district):
    case, held = written(district), written(district)
    index_batch()
    by = district.actor(Role.HEAD_OF_CENTRE)
    place_hold(case=held, reason="Суд", by=by)
    row = accept(asked={"phone": PHONE}, wants="erase", ground="вх. № 16", by=by)
    assert row.cases == [case.pk, held.pk]
    with pytest.raises(RuleViolation):
        decide(request=row, decision="erase", reason=" ", by=by)
    client = district.client(Role.HEAD_OF_CENTRE)
    decided = {"decision": "erase", "reason": "срок вышел"}
    assert client.post(reverse("desk:decide-subject", args=[row.pk]), decided).status_code == 302
    assert Applicant.objects.get(case=case).erased_at
    assert Applicant.objects.get(case=held).erased_at is None
    assert not ApplicantKey.objects.filter(case=case).exists()
    assert {line.what for line in Erasure.objects.all()} == {"applicant", "texts"}
    with pytest.raises(RuleViolation, match="уже принято"):
        decide(request=row, decision="keep", reason="нет", by=by)


def test_who_may_not_is_refused_and_too_little_finds_nothing(district):
    by = district.actor(Role.HEAD_OF_CENTRE)
    with pytest.raises(AccessDenied):
        accept(
            asked={"phone": PHONE}, wants="report", ground="вх. 1", by=district.actor(Role.AUDITOR)
        )
    for asked, ground in (({"name": NAME}, "вх. 1"), ({"phone": PHONE}, " ")):
        with pytest.raises(RuleViolation):
            accept(asked=asked, wants="report", ground=ground, by=by)
    client = district.client(Role.HEAD_OF_CENTRE)
    page = client.post(reverse("desk:subjects"), {"wants": "report", "ground": "вх", "name": NAME})
    assert page.status_code == 422
    assert "либо номер сообщения" in page.content.decode()


def test_an_old_request_forgets_what_the_person_gave(district):
    by = district.actor(Role.HEAD_OF_CENTRE)
    row = accept(asked={"phone": PHONE}, wants="report", ground="вх. 1", by=by)
    assert ERASERS["subject"].erase([row.pk], timezone.now()) == 1
    row.refresh_from_db()
    assert (row.sealed, row.cases, row.ground) == (None, [], "вх. 1")
    page = district.client(Role.HEAD_OF_CENTRE).get(reverse("desk:subject", args=[row.pk]))
    assert "по сроку хранения" in page.content.decode()


def test_a_document_holds_any_words():
    file = io.BytesIO()
    write_docx(
        file, [("heading", "А & Б <"), ("text", "строка\x00\nвторая"), ("table", [("a", "b")])]
    )
    inside = zipfile.ZipFile(file).read("word/document.xml")
    assert "А & Б <" in "".join(ElementTree.fromstring(inside).itertext())
