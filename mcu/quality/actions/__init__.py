"""The acts of quality: asking, rating, looking again, surveying, settling conflicts."""

from mcu.quality.actions.asking import ask_all, expire, hand_over, invite, remind_all
from mcu.quality.actions.collecting import collect
from mcu.quality.actions.conflicts import advance, report
from mcu.quality.actions.looks import NothingToDraw, draw_looks, look
from mcu.quality.actions.policy import change_policy
from mcu.quality.actions.rating import rate, rate_by_phone, stop_asking
from mcu.quality.actions.surveys import close_survey, make_survey, open_questions, reply

__all__ = [
    "NothingToDraw",
    "advance",
    "ask_all",
    "change_policy",
    "close_survey",
    "collect",
    "draw_looks",
    "expire",
    "hand_over",
    "invite",
    "look",
    "make_survey",
    "open_questions",
    "rate",
    "rate_by_phone",
    "remind_all",
    "reply",
    "report",
    "stop_asking",
]
