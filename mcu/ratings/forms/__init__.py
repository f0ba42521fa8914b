"""What is typed on the pages of ratings."""

from mcu.ratings.forms.aims import TargetForm
from mcu.ratings.forms.board import BoardForm
from mcu.ratings.forms.papers import AcceptForm, CommentForm, FreezeForm, RefuseForm
from mcu.ratings.forms.policy import PolicyForm

__all__ = [
    "AcceptForm",
    "BoardForm",
    "CommentForm",
    "FreezeForm",
    "PolicyForm",
    "RefuseForm",
    "TargetForm",
]
