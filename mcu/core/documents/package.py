"""Whether a file is an ordinary .docx without anything that runs, grows or fetches."""

import io
import re
import zipfile
import zlib

from lxml import etree

from mcu.core.errors import RuleViolation

MOST_PARTS = 500
MOST_PART = 16 * 2**20
MOST_WHOLE = 40 * 2**20
MOST_WORDS = 2 * 2**20  # of a part with text: what is filled in is looked through several times
OLD_WORD = b"\xd0\xcf\x11\xe0"
CONTENT_TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Programs and objects within a document have a place of their own in the package.
RUNS = re.compile(r"vbaproject|vbadata|activex|/embeddings/|oleobject|macrosheets|customui", re.I)
# Fields by which Word fetches or starts something when the file is opened.
FETCHES = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|MACROBUTTON|LINK|IMPORT)\b", re.I)
FIELD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AGAIN = "Сохраните шаблон в Word или LibreOffice как «Документ Word (.docx)» и загрузите снова."


def checked(content: bytes) -> dict[str, bytes]:
    """The parts of the document, or RuleViolation that says what is wrong with the file."""
    if content.startswith(OLD_WORD):
        raise RuleViolation(f"Это документ старого Word (.doc) или документ с паролем. {AGAIN}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = _parts(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as wrong:
        raise RuleViolation(f"Файл повреждён или это не документ Word. {AGAIN}") from wrong
    _no_programs(parts)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _check_xml(name, part)
    return parts


def _parts(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Everything unpacked, by no more than a letter can need; sizes are those declared and read."""
    infos = package.infolist()
    large = any(info.file_size > _most(info.filename) for info in infos)
    if len(infos) > MOST_PARTS or large or sum(info.file_size for info in infos) > MOST_WHOLE:
        raise RuleViolation(
            "В файле упаковано слишком много: для письма столько не бывает. Уберите из шаблона "
            "большие картинки и загрузите его снова."
        )
    names = [info.filename for info in infos]
    if len(set(names)) != len(names):
        raise RuleViolation(f"Файл повреждён: части документа повторяются. {AGAIN}")
    return {info.filename: package.read(info) for info in infos}


def _most(name: str) -> int:
    return MOST_WORDS if name.startswith("word/") and name.endswith(".xml") else MOST_PART


def _no_programs(parts: dict[str, bytes]) -> None:
    types = parts.get(CONTENT_TYPES, b"").decode("utf-8", "replace")
    if "macroEnabled" in types or any(RUNS.search(name) for name in parts):
        raise RuleViolation(
            "В файле есть макросы или вложенные объекты: такие шаблоны не принимаются. "
            "Сохраните его как «Документ Word (.docx)» без макросов и загрузите снова."
        )
    if MAIN not in types or "word/document.xml" not in parts:
        raise RuleViolation(f"Это не документ Word. {AGAIN}")


def _check_xml(name: str, part: bytes) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\x00" in part:
        raise RuleViolation(f"Файл устроен не так, как документ Word. {AGAIN}")
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as wrong:
        raise RuleViolation(f"Документ повреждён: часть «{name}» не читается. {AGAIN}") from wrong
    if name.endswith(".rels"):
        _no_outside(root)
    fields = "".join(root.itertext(f"{FIELD}instrText"))
    simple = " ".join(str(one.get(f"{FIELD}instr")) for one in root.iter(f"{FIELD}fldSimple"))
    if FETCHES.search(f"{fields} {simple}"):
        raise RuleViolation(
            "В шаблоне есть поле Word, которое берёт данные из других файлов. Удалите его "
            "(Alt+F9 покажет поля) и загрузите шаблон снова."
        )


def _no_outside(root: etree._Element) -> None:
    for one in root.iter():
        outside = one.get("TargetMode") == "External"
        if outside and not str(one.get("Type")).endswith("/hyperlink"):
            raise RuleViolation(
                "Шаблон ссылается на файл вне себя: рисунок или шаблон по адресу. Вставьте рисунок "
                "в сам документ и загрузите шаблон снова."
            )
