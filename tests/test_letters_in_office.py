"""Every letter and the journal of appeals opened by LibreOffice and read back against the case."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import CaseLetter
from mcu.cases.queries.letters import papers_of, values_of
from mcu.cases.rules.letters import LETTERS, standard
from mcu.cases.tests.appeals import law_in_force
from mcu.cases.tests.conftest import files_folder, sign_in, town, web  # noqa: F401
from mcu.cases.tests.letters import AUTHOR, FILLED, every_letter
from mcu.core import documents, files

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
# Numbers and dates as letters write them: 17-Г/2026, 01-12/345, 21.11.2026, 10:30, 12.
FIGURE = re.compile(r"\d[\d./:-]*\d|\d")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(OFFICE is None, reason="нет LibreOffice: sudo apt install libreoffice"),
]


def converted(folder: Path, names: list[str], form: str) -> None:
    """All of them in one start of the office, with a profile of its own."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", form, "--outdir", str(folder)]
    subprocess.run([*command, *names], cwd=folder, check=True, capture_output=True, timeout=300)


def figures(text: str) -> set[str]:
    return set(FIGURE.findall(text))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_letter_says_in_libreoffice_what_the_case_says(town, web, tmp_path):  # noqa: F811
    law_in_force(town.place)
    expected = {}
    for sample in every_letter(town):
        url = reverse("cases:letter", args=[sample.case.pk, sample.kind])
        sent = web.head.post(url, FILLED | {"notice": sample.wanted.notice})
        assert sent.status_code == 302
        made = CaseLetter.objects.latest("pk")
        sample.case.refresh_from_db()
        author = {"applicant_name": AUTHOR, "applicant_contacts": "8 900 111-22-33"}
        facts = values_of(papers_of(sample.case), sample.wanted, author)
        asked = documents.names(documents.checked(standard(sample.kind)))
        own = {"дата": f"{timezone.localdate():%d.%m.%Y}", "исходящий_номер": FILLED["number"]}
        expected[sample.kind] = [(facts | own).get(name, "") for name in sorted(asked)]
        for form, file in (("docx", made.word), ("pdf", made.pdf)):
            (tmp_path / f"{sample.kind}.{form}").write_bytes(files.path_of(file.key).read_bytes())
    assert set(expected) == set(LETTERS)
    converted(tmp_path, [f"{kind}.docx" for kind in expected], "txt:Text (encoded):UTF8")
    for kind, values in expected.items():
        read = (tmp_path / f"{kind}.txt").read_text("utf-8-sig")
        for value in values:
            assert squeezed(value) in squeezed(read), (kind, value)
        known = figures(" ".join([*values, *FILLED.values(), *_constants(kind)]))
        assert figures(read) <= known, (kind, figures(read) - known)
        if shutil.which("pdftotext"):
            _same_in_pdf(tmp_path / f"{kind}.pdf", values)


def test_the_journal_opens_in_libreoffice_with_its_numbers_and_dates(town, web, tmp_path):  # noqa: F811
    law_in_force(town.place)
    cases = {sample.case.pk: sample.case for sample in every_letter(town)}.values()
    response = web.head.post(reverse("cases:appeal-journal-file"), {"names": "1"})
    (tmp_path / "журнал.xlsx").write_bytes(b"".join(response.streaming_content))
    converted(tmp_path, ["журнал.xlsx"], "csv:Text - txt - csv (StarCalc):59,34,76")
    table = (tmp_path / "журнал.csv").read_text("utf-8-sig")
    zone = town.place.timezone
    assert zone
    for case in cases:
        line = next(row for row in table.splitlines() if row.startswith(case.appeal.number))
        facts = values_of(papers_of(case), papers_of(case).wanted[0], None)
        for name in ("дата_регистрации", "дата_поступления", "срок"):
            assert facts[name] in line, (case.number, name)
        assert AUTHOR in line


def _constants(kind: str) -> list[str]:
    """Figures of the text itself: of the standard template with its names taken out."""
    sheet = LETTERS[kind].sheet
    texts = [sheet.title, *sheet.corner, *sheet.text, *sheet.foot, *sum(sheet.rows, ())]
    return [re.sub(r"\{[{%].*?[}%]\}", "", text) for text in texts]


def _same_in_pdf(path: Path, values: list[str]) -> None:
    """Dates and numbers of the PDF are those of the case too; words may be cut at the end of a line."""
    command = ["pdftotext", "-layout", str(path), "-"]
    read = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    missing = figures(" ".join(values)) - figures(read)
    joined = squeezed(read)
    assert not [one for one in missing if one not in joined], (path.name, missing)
