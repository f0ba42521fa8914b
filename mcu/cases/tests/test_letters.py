"""Letters of appeals: which fit, what they say, templates of one's own, stale ones, who may open them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Appeal, AppealNotice, CaseLetter, LetterTemplate
from mcu.cases.queries.letters import papers_of, values_of
from mcu.cases.rules.letters import LETTERS, Needed, fitting, standard
from mcu.cases.rules.letters.fitting import for_notice
from mcu.cases.tests.appeals import answered, letter
from mcu.cases.tests.letters import AUTHOR, FILLED, every_letter, text_of
from mcu.core import documents, files
from mcu.core.documents import Sheet, build
from mcu.core.models import JournalEntry

pytestmark = pytest.mark.usefixtures("law")


def issued(client, case, kind, notice=0, **given):
    url = reverse("cases:letter", args=[case.pk, kind])
    response = client.post(url, FILLED | {"notice": notice} | given)
    assert response.status_code == 302, response.content.decode()
    return CaseLetter.objects.latest("pk")


def upload(client, kind, content, name="мой.docx"):
    url = reverse("cases:letter-template", args=[kind])
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


def content_of(file):
    return files.path_of(file.key).read_bytes()


@pytest.mark.parametrize("kind", LETTERS)
def test_the_standard_template_of_each_kind_names_only_what_is_offered(kind):
    parts = documents.checked(standard(kind))
    assert documents.faults(parts, LETTERS[kind].places) == []
    made = documents.fill(standard(kind), LETTERS[kind].examples)
    assert not re.search(r"\{[{%]", text_of(made))
    assert documents.pdf(made, kind).startswith(b"%PDF")


def test_no_letter_without_a_number_and_no_answer_before_there_is_one():
    assert fitting(numbered=False, answered=True, reception=False) == []
    kinds = [one.letter.code for one in fitting(numbered=True, answered=False, reception=False)]
    assert kinds == ["registration", "control", "receipt"]


@pytest.mark.parametrize("kind", AppealNotice._meta.get_field("kind").choices)
def test_every_notice_has_its_letter(kind):
    assert for_notice(Needed(1, str(kind[0]))) is not None


def test_the_end_of_a_correspondence_has_a_letter_of_its_own():
    assert for_notice(Needed(1, "no_reply", "stopped")).code == "stopped"
    assert for_notice(Needed(1, "no_reply", "abuse")).code == "ground"


def test_every_kind_is_issued_from_the_card_with_the_facts_of_its_case(town, web):
    samples = every_letter(town)
    assert {sample.kind for sample in samples} == set(LETTERS)
    for sample in samples:
        given = {} if sample.wanted.letter.signed else {"notice": 0}
        made = issued(
            web.head, sample.case, sample.kind, **({"notice": sample.wanted.notice} | given)
        )
        text = text_of(content_of(made.word))
        names = documents.names(documents.checked(standard(sample.kind)))
        author = {"applicant_name": AUTHOR, "applicant_contacts": "8 900 111-22-33"}
        sample.case.refresh_from_db()
        facts = values_of(papers_of(sample.case), sample.wanted, author)
        for name in names & set(facts):
            assert facts[name] in text, (sample.kind, name)
        assert f"{timezone.localdate():%d.%m.%Y}" in text
        assert content_of(made.pdf).startswith(b"%PDF")
        assert (made.version, made.signed_by == FILLED["signer"]) == (
            0,
            sample.wanted.letter.signed,
        )


def test_a_letter_made_out_for_a_notice_marks_it_as_sent_once(town, web):
    sample = next(s for s in every_letter(town) if s.wanted.notice and s.kind != "forward")
    notice = AppealNotice.objects.get(pk=sample.wanted.notice)
    assert notice.sent_at is None
    issued(web.head, sample.case, sample.kind, notice=notice.pk)
    notice.refresh_from_db()
    first = notice.sent_at
    assert (bool(first), notice.out_number) == (not notice.by_redirect, FILLED["number"])
    issued(web.head, sample.case, sample.kind, notice=notice.pk)
    notice.refresh_from_db()
    assert notice.sent_at == first


def test_naming_the_author_is_a_logged_reveal_and_a_letter_without_him_is_none(town, web):
    case = answered(town, letter(town))
    issued(web.head, case, "control")
    assert not JournalEntry.objects.filter(action="applicant.reveal").exists()
    made = issued(web.head, case, "answer")
    entry = JournalEntry.objects.get(action="applicant.reveal")
    assert "Ответ на обращение" in entry.after["purpose"]
    assert AUTHOR in text_of(content_of(made.word))
    assert AUTHOR not in str(list(JournalEntry.objects.values_list("after", flat=True)))
    assert "Громов" not in f"{made.word.name}{made.pdf.name}"


def test_a_preview_shows_everything_but_the_author_and_keeps_nothing(town, web):
    case = answered(town, letter(town))
    url = reverse("cases:letter-preview", args=[case.pk, "answer"])
    word = web.head.get(url, {"form": "docx"})
    text = text_of(b"".join(word.streaming_content))
    assert "Крышу починят до 1 декабря." in text
    assert AUTHOR not in text
    filled = web.head.post(url, FILLED | {"form": "docx"})
    assert "01-12/345" in text_of(b"".join(filled.streaming_content))
    shown = web.head.get(url)
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"].startswith("inline")
    assert not CaseLetter.objects.exists()
    assert not JournalEntry.objects.filter(action="applicant.reveal").exists()


def test_a_letter_is_opened_only_by_whoever_may_open_the_author(town, web):
    case = answered(town, letter(town))
    made = issued(web.head, case, "answer")
    url = reverse("cases:attachment", args=[case.pk, made.pdf.address])
    opened = web.head.get(url)
    assert b"".join(opened.streaming_content).startswith(b"%PDF")
    assert web.auditor.get(url).status_code == 403
    block = web.auditor.get(reverse("cases:letters", args=[case.pk])).content.decode()
    assert url not in block


def test_a_letter_of_facts_that_changed_since_is_marked(town, web):
    case = answered(town, letter(town))
    issued(web.head, case, "control")
    url = reverse("cases:letters", args=[case.pk])
    assert "оформите заново" not in web.head.get(url).content.decode()
    Appeal.objects.filter(case=case).update(answer_number="99")
    assert "оформите заново" in web.head.get(url).content.decode()


def test_what_does_not_fit_the_case_is_refused_in_words(town, web):
    case = letter(town)
    for kind in ("answer", "extended"):
        response = web.head.get(reverse("cases:letter", args=[case.pk, kind]))
        assert response.status_code == 422
        assert "сейчас не нужен" in response.content.decode()
    assert web.head.get(reverse("cases:letter", args=[case.pk, "nothing"])).status_code == 404


def test_whoever_signs_and_the_day_are_asked_for_and_what_was_typed_stays(town, web):
    case = answered(town, letter(town))
    url = reverse("cases:letter", args=[case.pk, "answer"])
    response = web.head.post(url, FILLED | {"signer": "", "dated": "31.02.2026"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Впишите, кто подписывает" in page
    assert "Такого дня нет" in page
    assert "01-12/345" in page


def test_the_block_of_letters_takes_the_same_number_of_queries_for_one_and_for_many(town, web):
    case = answered(town, letter(town))
    url = reverse("cases:letters", args=[case.pk])
    issued(web.head, case, "control")

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert web.head.get(url).status_code == 200
        return len(queries)

    first = cost()
    for _ in range(3):
        issued(web.head, case, "control")
    assert cost() == first


def test_a_template_of_ones_own_is_in_force_from_the_next_letter_and_may_be_taken_back(town, web):
    case = answered(town, letter(town))
    own = build(Sheet("Наш ответ", text=("Обращение {{ номер }}: {{ текст_ответа }}",)))
    assert upload(web.head, "answer", own).status_code == 302
    number = case.appeal.number
    made = issued(web.head, case, "answer")
    assert text_of(content_of(made.word)) == (
        f"Наш ответ\nОбращение {number}: Крышу починят до 1 декабря."
    )
    assert made.version == 1
    web.head.post(reverse("cases:letter-restore", args=["answer"]), {"version": "0"})
    made = issued(web.head, case, "answer")
    assert made.version == 2
    assert "О рассмотрении обращения" in text_of(content_of(made.word))
    web.head.post(reverse("cases:letter-restore", args=["answer"]), {"version": "1"})
    assert issued(web.head, case, "answer").version == 3
    history = LetterTemplate.objects.filter(kind="answer").values_list("version", "why")
    assert list(history) == [(3, "возвращена версия 1"), (2, "возвращён исходный"), (1, "загружен")]
    assert JournalEntry.objects.filter(action="letter.template").count() == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("мой.docx", build(Sheet("Ответ", text=("{{ текст_атвета }}",))), "{{ текст_ответа }}"),
        ("мой.docx", build(Sheet("Ответ", text=("{{ новый_срок }}",))), "нет такого имени"),
        ("мой.docx", build(Sheet("Ответ", text=("{{ номер }",))), "Абзац 2"),
        ("мой.docx", build(Sheet("Ответ", text=("{{ ''.__class__ }}",))), "заполнить нельзя"),
        ("мой.docm", build(Sheet("Ответ")), ".docx"),
        ("мой.docx", b"", "пуст"),
        ("мой.docx", b"PK\x03\x04", "повреждён"),
        ("мой.docx", b"x" * (5 * 2**20 + 1), "5 МБ"),
    ],
)
def test_a_broken_template_is_refused_in_words_and_the_former_stays(town, web, name, content, said):
    response = upload(web.head, "answer", content, name)
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page.replace("&#x27;", "'")
    assert not LetterTemplate.objects.exists()


def test_a_template_is_seen_and_tried_without_the_right_to_change_it(town, web):
    page = reverse("cases:letter-template", args=["receipt"])
    assert web.auditor.get(reverse("cases:letter-templates")).status_code == 200
    assert "Загрузить" not in web.auditor.get(page).content.decode()
    assert upload(web.auditor, "receipt", standard("receipt")).status_code == 403
    file = web.auditor.get(reverse("cases:letter-template-file", args=["receipt"]))
    assert b"".join(file.streaming_content) == standard("receipt")
    example = reverse("cases:letter-example", args=["receipt"])
    assert "17-Г/2026" in text_of(
        b"".join(web.auditor.get(example, {"form": "docx"}).streaming_content)
    )
    case = letter(town)
    on_case = web.head.get(example, {"form": "docx", "case": case.number})
    text = text_of(b"".join(on_case.streaming_content))
    assert case.appeal.number in text
    assert AUTHOR not in text
    unknown = web.head.get(example, {"case": "нет такого"})
    assert unknown.status_code == 422


def test_a_reception_has_its_card_with_who_came_and_the_look_is_logged(town, web):
    sample = next(one for one in every_letter(town) if one.kind == "reception")
    card = sample.case.receptions.get()
    url = reverse("cases:reception-card", args=[card.pk])
    text = text_of(b"".join(web.head.post(url, {"form": "docx"}).streaming_content))
    for words in (AUTHOR, card.number, "Не топят в доме 7", "предъявлен", sample.case.number):
        assert words in text
    assert JournalEntry.objects.filter(action="reception.reveal").count() == 1
    assert b"".join(web.head.post(url, {"form": "pdf"}).streaming_content)[:4] == b"%PDF"


def test_hostile_text_of_an_answer_is_only_text(town, web):
    text = "<b>да</b> {{ 7*7 }} {% for a in b %} #panic() *x* \u202eонтарбо " + "ы" * 400
    case = answered(town, letter(town))
    case.answers.update(text=text)
    made = issued(web.head, case, "answer")
    assert "<b>да</b> {{ 7*7 }} {% for a in b %} #panic() *x*" in text_of(content_of(made.word))
    assert io.BytesIO(content_of(made.pdf)).read(4) == b"%PDF"
