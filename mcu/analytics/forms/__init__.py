"""What people type on the pages of numbers."""

from mcu.analytics.forms.slices import SliceForm
from mcu.analytics.forms.summary import Chip, PresetLink, SummaryForm

__all__ = ["Chip", "PresetLink", "SliceForm", "SummaryForm"]
