"""A profile: a TOML file of sections that apps describe, read, compare and write."""

from mcu.core.profile.kinds import (
    Choice,
    Clauses,
    Code,
    Day,
    Flag,
    Kind,
    Many,
    Number,
    Ref,
    Rows,
    Since,
    Table,
    Text,
    Time,
    Zone,
    meant,
)  # fmt: skip
from mcu.core.profile.lines import lines
from mcu.core.profile.reading import FORMAT, Document, Mistakes, clauses_of, read, read_data
from mcu.core.profile.schema import CITED, CITED_NAMES, Field, Mistake, Part, Path, Section, Trace

__all__ = [
    "CITED", "CITED_NAMES", "FORMAT", "Choice", "Clauses", "Code", "Day", "Document", "Field", "Flag", "Kind",
    "Many", "Mistake", "Mistakes", "Number", "Part", "Path", "Ref", "Rows", "Section", "Since", "Table", "Text",
    "Time", "Trace", "Zone", "clauses_of", "lines", "meant", "read", "read_data",
]  # fmt: skip
