"""A condition on cases is data: read once, then evaluated, asked of the database and said in words.

`evaluate` and `mcu.cases.queries.conditions.as_q` agree on every case: a test holds it.
"""

from mcu.cases.rules.conditions.evaluating import Facts, Moment, evaluate
from mcu.cases.rules.conditions.fields import FIELDS, OPERATORS, Field, Operator, Shape
from mcu.cases.rules.conditions.reading import (
    ALWAYS,
    MAX_DEPTH,
    Condition,
    Group,
    Line,
    check_steady,
    dumps,
    loads,
    narrowed,
    read,
    said,
)
from mcu.cases.rules.conditions.words import Names, in_codes, words

__all__ = [
    "ALWAYS",
    "FIELDS",
    "MAX_DEPTH",
    "OPERATORS",
    "Condition",
    "Facts",
    "Field",
    "Group",
    "Line",
    "Moment",
    "Names",
    "Operator",
    "Shape",
    "check_steady",
    "dumps",
    "evaluate",
    "in_codes",
    "loads",
    "narrowed",
    "read",
    "said",
    "words",
]
