"""Word files that people edit and the program fills in, and the same typeset as PDF. Knows nothing of cases."""

from mcu.core.documents.building import Grid, Sheet, build
from mcu.core.documents.filling import clean, fill
from mcu.core.documents.package import checked
from mcu.core.documents.places import faults, names
from mcu.core.documents.typesetting import pdf

__all__ = ["Grid", "Sheet", "build", "checked", "clean", "faults", "fill", "names", "pdf"]
