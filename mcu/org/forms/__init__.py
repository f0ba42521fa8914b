"""What a person types about the organisation."""

from mcu.org.forms.calendar import CalendarDayForm
from mcu.org.forms.centre import CentreForm, HoursForm, MarksForm
from mcu.org.forms.fields import LOGIN_LENGTH, DayInput
from mcu.org.forms.people import DutyForm, EndDutyForm, PersonForm
from mcu.org.forms.rights import ChangeRightForm, ServeForm
from mcu.org.forms.sign_in import (
    CodeForm,
    ConfirmForm,
    NewPasswordForm,
    PasswordForm,
    SignInForm,
    TokenForm,
)
from mcu.org.forms.substitutions import SubstitutionForm

__all__ = [
    "LOGIN_LENGTH",
    "CalendarDayForm",
    "CentreForm",
    "ChangeRightForm",
    "CodeForm",
    "ConfirmForm",
    "DayInput",
    "DutyForm",
    "EndDutyForm",
    "HoursForm",
    "MarksForm",
    "NewPasswordForm",
    "PasswordForm",
    "PersonForm",
    "ServeForm",
    "SignInForm",
    "SubstitutionForm",
    "TokenForm",
]
