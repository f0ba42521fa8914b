"""Letters and cards of an appeal: which there are, what each may say, which fit a case now."""

from mcu.cases.rules.letters.fitting import Needed, Wanted, fitting
from mcu.cases.rules.letters.kinds import LETTERS, PERSONAL, Letter, Place, To, standard

__all__ = [
    "LETTERS",
    "PERSONAL",
    "Letter",
    "Needed",
    "Place",
    "To",
    "Wanted",
    "fitting",
    "standard",
]
