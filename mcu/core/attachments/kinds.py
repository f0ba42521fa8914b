"""What a file is, by its content: a name promises anything.

Only beginnings and ends are looked at; an archive is told by its signature and by the names in
its table, and is never opened.
"""

import re
from dataclasses import dataclass
from pathlib import Path

HEAD, TAIL = 8192, 66_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file; `why` it is not taken, empty when it is. The first suffix is its own."""

    code: str
    title: str
    suffixes: tuple[str, ...]
    icon: str = "file"
    why: str = ""

    @property
    def is_picture(self) -> bool:
        return self.icon == "image" and not self.why


PROGRAM = "это программа, а не документ. Такие файлы не принимаются."
ACTIVE = "это страница со сценарием, она может навредить тому, кто её откроет. Сохраните её как PDF или снимок экрана."
MACROS = "в документе есть макросы. Сохраните его без макросов (docx, xlsx) или как PDF."
UNKNOWN = (
    "вид файла не распознан. Принимаются снимки, PDF, документы Word и Excel, текст, звук и видео."
)
HEIC = "снимок HEIC: программа не умеет убрать из него метки места. Сохраните его как JPEG; телефон переключите в настройках камеры на «наиболее совместимые»."

KINDS = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "снимок JPEG", (".jpg", ".jpeg", ".jfif"), "image"),
        Kind("png", "рисунок PNG", (".png",), "image"),
        Kind("webp", "рисунок WebP", (".webp",), "image"),
        Kind("gif", "рисунок GIF", (".gif",), "image"),
        Kind("bmp", "рисунок BMP", (".bmp",), "image"),
        Kind("heic", "снимок HEIC", (".heic", ".heif"), "image", HEIC),
        Kind("tiff", "скан TIFF", (".tif", ".tiff"), "file-image"),
        Kind("pdf", "документ PDF", (".pdf",), "file-text"),
        Kind("word", "документ Word", (".docx", ".dotx"), "file-text"),
        Kind("excel", "таблица Excel", (".xlsx", ".xltx"), "file-spreadsheet"),
        Kind("slides", "презентация", (".pptx", ".ppsx"), "file-text"),
        Kind("odf", "документ OpenDocument", (".odt", ".ods", ".odp", ".odg"), "file-text"),
        Kind("office", "документ Office 97–2003",
             (".doc", ".xls", ".ppt", ".msg", ".dot", ".xlt", ".pps"), "file-text"),
        Kind("rtf", "документ RTF", (".rtf", ".doc"), "file-text"),
        Kind("text", "текст", (".txt", ".csv", ".eml", ".md", ".log", ".json", ".tsv", ".xml",
                               ".ics", ".vcf"), "file-text"),
        Kind("video", "видео", (".mp4", ".mov", ".m4v", ".3gp", ".webm", ".mkv", ".avi", ".m4a"),
             "file-video"),
        Kind("audio", "звук", (".mp3", ".ogg", ".oga", ".opus", ".wav", ".amr", ".flac", ".aac"),
             "file-audio"),
        Kind("archive", "архив", (".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar"),
             "file-archive"),
        Kind("macros", "документ с макросами", (), "file-warning", MACROS),
        Kind("program", "программа", (), "file-warning", PROGRAM),
        Kind("active", "страница со сценарием", (), "file-warning", ACTIVE),
        Kind("unknown", "неизвестный файл", (), "file-question", UNKNOWN),
    )
}  # fmt: skip

SIGNATURES = (
    (0, b"\xff\xd8\xff", "jpeg"), (0, b"\x89PNG\r\n\x1a\n", "png"), (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"), (8, b"WEBP", "webp"), (8, b"AVI ", "video"), (8, b"WAVE", "audio"),
    (0, b"II*\x00", "tiff"), (0, b"MM\x00*", "tiff"), (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"), (0, b"{\\rtf", "rtf"),
    (0, b"#!AMR", "audio"), (0, b"ID3", "audio"), (0, b"OggS", "audio"), (0, b"fLaC", "audio"),
    (0, b"\xff\xfb", "audio"), (0, b"\xff\xf3", "audio"), (0, b"\xff\xf2", "audio"),
    (0, b"\xff\xf1", "audio"), (0, b"\x1a\x45\xdf\xa3", "video"),
    (0, b"Rar!\x1a\x07", "archive"), (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"), (0, b"BZh", "archive"), (0, b"\xfd7zXZ\x00", "archive"),
    (257, b"ustar", "archive"), (0, b"PK\x05\x06", "archive"),
    (0, b"MZ", "program"), (0, b"\x7fELF", "program"), (0, b"#!", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"), (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\xce\xfa\xed\xfe", "program"), (0, b"\xfe\xed\xfa", "program"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
)  # fmt: skip
STILL = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
PACKED = (
    (b"vbaProject.bin", "macros"), (b"META-INF/MANIFEST.MF", "program"),
    (b"AndroidManifest.xml", "program"), (b"word/", "word"), (b"xl/", "excel"), (b"ppt/", "slides"),
)  # fmt: skip
ODF = b"mimetypeapplication/vnd.oasis.opendocument"
SCRIPTS = re.compile(
    rb"<\s*(script|svg|html|iframe|body|object|embed|!doctype\s+html|\?xml-stylesheet|hta:)"
    rb"|javascript\s*:", re.IGNORECASE,
)  # fmt: skip
ODD = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Signs that turn the reading round or are not seen hide what a name ends with.
HIDDEN = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST_NAME = 200


def tell(path: Path) -> Kind:
    """The kind of a stored file."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        tail = file.read()
    return KINDS[told(head, tail)]


def told(head: bytes, tail: bytes = b"") -> str:
    """The code of the kind by the beginning and the end."""
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in STILL else "video"
    if head.startswith(b"PK\x03\x04"):
        return _packed(head, tail)
    for at, sign, code in SIGNATURES:
        if head.startswith(sign, at):
            return code
    if head.startswith(b"BM") and head[6:10] == bytes(4):
        return "bmp"
    return _written(head)


def named(name: str, kind: Kind) -> str:
    """The last part of a name, without hidden signs, ending as its content is."""
    name = HIDDEN.sub("", name).replace("\\", "/").rsplit("/", 1)[-1].strip(" .")[-LONGEST_NAME:]
    name = re.sub(r'[<>:"|?*]', "_", name) or "файл"
    stem, dot, suffix = name.rpartition(".")
    if not kind.suffixes or (dot and f".{suffix.lower()}" in kind.suffixes):
        return name
    if kind.is_picture and dot and len(suffix) < 6:
        name = stem
    return name + kind.suffixes[0]


def _packed(head: bytes, tail: bytes) -> str:
    """An office document by the names in the table of its archive; else an archive."""
    if head[30:].startswith(ODF):
        return "odf"
    names = head + tail
    return next((code for sign, code in PACKED if sign in names), "archive")


def _written(head: bytes) -> str:
    """Text, a page with a script, or nobody knows what."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = head.decode("utf-16", "replace")
    else:
        try:
            plain = head[: HEAD - 4].decode()
        except UnicodeDecodeError as wrong:
            cut = wrong.start >= len(head) - 4
            plain = head[: wrong.start].decode() if cut else head.decode("cp1251", "replace")
    if not plain or ODD.search(plain) or plain.count("\ufffd") > len(plain) // 50:
        return "unknown"
    return "active" if SCRIPTS.search(plain.encode()) else "text"
