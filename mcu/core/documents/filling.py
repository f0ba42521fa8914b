"""A Word file with its placeholders filled in; the values are text and never become markup or code."""

import io
import re
from collections.abc import Mapping

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mcu.core.documents.package import checked
from mcu.core.documents.places import ALLOWED, faults
from mcu.core.errors import RuleViolation

# Control characters, halves of characters, and marks that turn the direction of what follows.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
PARAGRAPH = "\a"  # what docxtpl makes a new paragraph of
KNOWN_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not,
)  # fmt: skip


def clean(text: str, *, lines: bool = True) -> str:
    """Text that any document can hold: without hidden characters; one line where `lines` is off."""
    text = HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if not lines:
        return " ".join(text.split())
    kept = (" ".join(line.split(" ")).strip() for line in text.split("\n"))
    return "\n".join(line for line in kept if line)


def fill(content: bytes, values: Mapping[str, str]) -> bytes:
    """The document with every name replaced; RuleViolation when the template is broken.

    A line break within a value begins a new paragraph of the same look.
    """
    found = faults(checked(content), set(values))
    if found:
        raise RuleViolation(f"Шаблон письма сломан. {found[0].sentence} Загрузите исправленный.")
    document = DocxTemplate(io.BytesIO(content))
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    filled = {name: clean(value).replace("\n", PARAGRAPH) for name, value in values.items()}
    out = io.BytesIO()
    try:
        _only_names(document, environment, set(values))
        document.render(filled, environment, autoescape=True)
        document.save(out)
    except TemplateError as wrong:
        raise RuleViolation(f"Шаблон письма не читается. {ALLOWED}. Загрузите другой.") from wrong
    return out.getvalue()


def _only_names(
    document: DocxTemplate, environment: ImmutableSandboxedEnvironment, known: set[str]
) -> None:
    """The second look, at what the engine itself is going to run: names and conditions, nothing else."""
    document.init_docx()
    sources = [document.get_xml()]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        sources += [document.get_part_xml(part) for _, part in document.get_headers_footers(uri)]
    for source in sources:
        tree = environment.parse(document.patch_xml(source))
        foreign = meta.find_undeclared_variables(tree) - known
        strange = [one for one in tree.find_all(nodes.Node) if not isinstance(one, KNOWN_NODES)]
        if strange or foreign:
            raise RuleViolation(f"В шаблоне есть то, что заполнить нельзя. {ALLOWED}.")
