"""What a person types about the organisation."""

from mcu.org.forms.calendar import (
    BodyHoursForm,
    CalendarDayForm,
    CalendarFileForm,
)
from mcu.org.forms.centre import (
    CentreForm,
    HoursForm,
    MarksForm,
)
from mcu.org.forms.directory import (
    BulkPeopleForm,
    PeopleFileForm,
    PeopleFilterForm,
)
from mcu.org.forms.fields import (
    LOGIN_LENGTH,
    DayInput,
    PlainText,
    day,
)
from mcu.org.forms.indicators import (
    IndicatorForm,
    OwnerForm,
)
from mcu.org.forms.participants import (
    NewParticipantForm,
    ParticipantForm,
)
from mcu.org.forms.people import (
    ChangePersonForm,
    DutyForm,
    EndDutyForm,
    PersonForm,
)
from mcu.org.forms.proposals import (
    ChangeForm,
    ProposalForm,
    StepForm,
)
from mcu.org.forms.rights import (
    ChangeRightForm,
    ServeForm,
)
from mcu.org.forms.sign_in import (
    CodeForm,
    ConfirmForm,
    NewPasswordForm,
    PasswordForm,
    SignInForm,
    TokenForm,
)
from mcu.org.forms.structure import (
    BlockForm,
    BodyForm,
    GroundsForm,
    IntoForm,
    LeaderForm,
    NewBodyForm,
    PlaceForm,
)
from mcu.org.forms.substitutions import (
    SubstitutionForm,
)

__all__ = [
    "LOGIN_LENGTH",
    "BlockForm",
    "BodyForm",
    "BodyHoursForm",
    "BulkPeopleForm",
    "CalendarDayForm",
    "CalendarFileForm",
    "CentreForm",
    "ChangeForm",
    "ChangePersonForm",
    "ChangeRightForm",
    "CodeForm",
    "ConfirmForm",
    "DayInput",
    "DutyForm",
    "EndDutyForm",
    "GroundsForm",
    "HoursForm",
    "IndicatorForm",
    "IntoForm",
    "LeaderForm",
    "MarksForm",
    "NewBodyForm",
    "NewParticipantForm",
    "NewPasswordForm",
    "OwnerForm",
    "ParticipantForm",
    "PasswordForm",
    "PeopleFileForm",
    "PeopleFilterForm",
    "PersonForm",
    "PlaceForm",
    "PlainText",
    "ProposalForm",
    "ServeForm",
    "SignInForm",
    "StepForm",
    "SubstitutionForm",
    "TokenForm",
    "day",
]
