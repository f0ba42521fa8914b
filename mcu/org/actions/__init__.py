"""Writing the organisation; each verb leaves a journal entry."""

from mcu.org.actions.access import require
from mcu.org.actions.calendar import remove_calendar_day, set_calendar_day
from mcu.org.actions.centre import set_centre
from mcu.org.actions.exports import record_list_export
from mcu.org.actions.links import invite, make_link, use_link
from mcu.org.actions.marks import set_hours, set_marks
from mcu.org.actions.organisation import load_organisation
from mcu.org.actions.people import add_person, end_duty, give_duty, set_active, set_password
from mcu.org.actions.substitutions import return_early, set_substitution, turn_substitutions

__all__ = [
    "add_person",
    "end_duty",
    "give_duty",
    "invite",
    "load_organisation",
    "make_link",
    "record_list_export",
    "remove_calendar_day",
    "require",
    "return_early",
    "set_active",
    "set_calendar_day",
    "set_centre",
    "set_hours",
    "set_marks",
    "set_password",
    "set_substitution",
    "turn_substitutions",
    "use_link",
]
