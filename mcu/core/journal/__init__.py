"""The journal: writing entries, walking their chains, lines kept outside to compare with."""

from mcu.core.journal.anchors import Anchor, anchor, append, read_lines, stored, view
from mcu.core.journal.checks import ask, run, waiting
from mcu.core.journal.verifying import Break, Walk, municipalities, verify, walk
from mcu.core.journal.writing import (
    HIDDEN,
    PERSONAL,
    Actor,
    changes,
    digest,
    put,
    record,
    request_id,
    write,
    write_each,
)

__all__ = [
    "HIDDEN",
    "PERSONAL",
    "Actor",
    "Anchor",
    "Break",
    "Walk",
    "anchor",
    "append",
    "ask",
    "changes",
    "digest",
    "municipalities",
    "put",
    "read_lines",
    "record",
    "request_id",
    "run",
    "stored",
    "verify",
    "view",
    "waiting",
    "walk",
    "write",
    "write_each",
]
