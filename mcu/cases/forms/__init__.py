"""What a person fills in: typed values out of it, or a sentence that says what is wrong."""

from mcu.cases.forms.acts import (
    AskForm,
    AssignForm,
    AttachForm,
    BulkForm,
    ClassifyForm,
    CloseForm,
    DraftForm,
    HoldForm,
    InterimForm,
    MergeForm,
    NoteForm,
    PostponeForm,
    PublishForm,
    ReasonForm,
    ReplyForm,
    RevealForm,
    StageWordForm,
    TickForm,
)
from mcu.cases.forms.control import (
    ControlForm,
    ExplainForm,
    ImportanceForm,
    InterveneForm,
    PauseForm,
    UncontrolForm,
)
from mcu.cases.forms.feed import Chip, FeedForm
from mcu.cases.forms.fields import cleaned
from mcu.cases.forms.redirects import RedirectForm, SendForm
from mcu.cases.forms.register import RegisterForm

__all__ = [
    "AskForm",
    "AssignForm",
    "AttachForm",
    "BulkForm",
    "Chip",
    "ClassifyForm",
    "CloseForm",
    "ControlForm",
    "DraftForm",
    "ExplainForm",
    "FeedForm",
    "HoldForm",
    "ImportanceForm",
    "InterimForm",
    "InterveneForm",
    "MergeForm",
    "NoteForm",
    "PauseForm",
    "PostponeForm",
    "PublishForm",
    "ReasonForm",
    "RedirectForm",
    "RegisterForm",
    "ReplyForm",
    "RevealForm",
    "SendForm",
    "StageWordForm",
    "TickForm",
    "UncontrolForm",
    "cleaned",
]
