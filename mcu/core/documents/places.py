"""Placeholders of a Word file: `{{ имя }}` and `{% if имя %}`, nothing else; each fault with its paragraph.

What is allowed is told by its form, before any template engine sees it: no calls, no dots, no loops.
"""

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
VALUE = re.compile(r"\{\{\s*([^\W\d]\w*)\s*\}\}")
IF = re.compile(r"\{%(?:p|tr)?\s+if\s+(?:not\s+)?([^\W\d]\w*)\s*%\}")
TURN = re.compile(r"\{%(?:p|tr)?\s+(else|endif)\s*%\}")
LEFT = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
# «{ имя }» or «{{ имя }» is what a hand makes that slipped.
SLIPPED = re.compile(r"\{\s*[^\W\d]\w*\s*\}")
SHOWN = 70
ALLOWED = "Можно только {{ имя }} и {% if имя %} … {% endif %}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which paragraph; `sentence` says it whole."""

    paragraph: int
    text: str
    words: str

    @property
    def sentence(self) -> str:
        shown = self.text if len(self.text) <= SHOWN else f"{self.text[:SHOWN]}…"
        return f"Абзац {self.paragraph} («{shown}»): {self.words}"


def names(parts: dict[str, bytes]) -> set[str]:
    """The names that a document asks for; what is broken is not among them."""
    found: set[str] = set()
    for _, text in _paragraphs(parts):
        found |= set(VALUE.findall(text)) | set(IF.findall(text))
    return found


def faults(parts: dict[str, bytes], known: Collection[str]) -> list[Fault]:
    """Everything that would not be filled in, in the order of the document."""
    found: list[Fault] = []
    opened: list[tuple[int, str]] = []
    for number, text in _paragraphs(parts):
        for tag in TAG.findall(text):
            words = _wrong(tag, known) or _unpaired(tag, (number, text), opened)
            if words:
                found.append(Fault(number, text, words))
        rest = TAG.sub("", text)
        slipped = SLIPPED.search(rest) or LEFT.search(rest)
        if slipped:
            words = f"скобки у «{slipped[0]}» не парные. Пишите две: {{{{ имя }}}}."
            found.append(Fault(number, text, words))
    for number, text in opened:
        found.append(Fault(number, text, "у {% if … %} нет своего {% endif %}."))
    return found + _elsewhere(parts)


def _wrong(tag: str, known: Collection[str]) -> str:
    """What is wrong with one tag by itself; empty when nothing is."""
    if TURN.fullmatch(tag):
        return ""
    match = VALUE.fullmatch(tag) or IF.fullmatch(tag)
    if match is None:
        return f"«{tag}» заполнить нельзя. {ALLOWED}."
    return "" if match[1] in known else f"нет такого имени «{match[1]}».{_nearest(match[1], known)}"


def _nearest(name: str, known: Collection[str]) -> str:
    plain = {_plain(one): one for one in known}
    near = difflib.get_close_matches(_plain(name), list(plain), n=1, cutoff=0.5)
    return f" Похоже на {{{{ {plain[near[0]]} }}}}." if near else " Имена — в списке рядом."


def _plain(name: str) -> str:
    return name.casefold().replace("ё", "е")


def _unpaired(tag: str, where: tuple[int, str], opened: list[tuple[int, str]]) -> str:
    if IF.fullmatch(tag):
        opened.append(where)
    turn = TURN.fullmatch(tag)
    if turn is None:
        return ""
    if not opened:
        return f"у «{tag}» нет своего {{% if … %}}."
    if turn[1] == "endif":
        opened.pop()
    return ""


def _elsewhere(parts: dict[str, bytes]) -> list[Fault]:
    """Placeholders in footnotes, comments, properties are filled by nobody."""
    for name, part in sorted(parts.items()):
        if name.endswith(".xml") and not FILLED.fullmatch(name):
            text = "".join(etree.fromstring(part).itertext())
            if found := TAG.search(text):
                words = (
                    "имена заполняются только в тексте и колонтитулах, а не в сносках и свойствах."
                )
                return [Fault(0, found[0], words)]
    return []


def _paragraphs(parts: dict[str, bytes]) -> Iterator[tuple[int, str]]:
    """Paragraphs that hold any text, numbered through: the body, then what stands above and below."""
    number = 0
    for name in sorted(filter(FILLED.fullmatch, parts), key=lambda one: (one[5] != "d", one)):
        for paragraph in etree.fromstring(parts[name]).iter(f"{W}p"):
            text = "".join(_texts(paragraph))
            if text.strip():
                number += 1
                yield number, text.strip()


def _texts(paragraph: etree._Element) -> Iterator[str]:
    """The words of a paragraph, without those of a frame that hangs in it."""
    for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if next(one.iterancestors(f"{W}p")) is paragraph:
            yield one.text or "" if one.tag == f"{W}t" else " "
