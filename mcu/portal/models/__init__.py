"""What the portal keeps: its settings, what was sent, who follows what, the checklist of openness."""

from mcu.portal.models.following import Subscription, Support
from mcu.portal.models.openness import OpennessNote
from mcu.portal.models.sending import Knock, Submission, Upload
from mcu.portal.models.setup import PortalSetup, Question

__all__ = [
    "Knock",
    "OpennessNote",
    "PortalSetup",
    "Question",
    "Submission",
    "Subscription",
    "Support",
    "Upload",
]
