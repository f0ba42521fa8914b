"""What a person fills in about tasks."""

from mcu.cases.forms import cleaned
from mcu.tasks.forms.acts import (
    FORMS,
    ContractorForm,
    DecideForm,
    DrawForm,
    JudgeForm,
    LinkForm,
    ReassignForm,
    RepeatForm,
    SettingsForm,
    TaskForm,
)
from mcu.tasks.forms.listed import BulkForm, TaskFilterForm

__all__ = [
    "FORMS",
    "BulkForm",
    "ContractorForm",
    "DecideForm",
    "DrawForm",
    "JudgeForm",
    "LinkForm",
    "ReassignForm",
    "RepeatForm",
    "SettingsForm",
    "TaskFilterForm",
    "TaskForm",
    "cleaned",
]
