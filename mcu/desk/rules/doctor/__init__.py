"""«Безопасность»: what is set, what is not, how to mend it, and which measure it serves."""

from mcu.desk.rules.doctor.checks import STALE, examine
from mcu.desk.rules.doctor.facts import Coverage, Facts, Finding, State
from mcu.desk.rules.doctor.measures import acts, measures_of

__all__ = ["STALE", "Coverage", "Facts", "Finding", "State", "acts", "examine", "measures_of"]
