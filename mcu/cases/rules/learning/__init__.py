"""How suggestions are learnt: settings, what is kept aside, what counts as better, what is shown."""

from mcu.cases.rules.learning.mixing import Proposed, discounted, mixed
from mcu.cases.rules.learning.policy import Learning, Mode, Target, is_due, is_kept_aside
from mcu.cases.rules.learning.score import Judged, Score, Verdict, compare, score
from mcu.cases.rules.learning.words import because, decisive_words, sureness

__all__ = [
    "Judged",
    "Learning",
    "Mode",
    "Proposed",
    "Score",
    "Target",
    "Verdict",
    "because",
    "compare",
    "decisive_words",
    "discounted",
    "is_due",
    "is_kept_aside",
    "mixed",
    "score",
    "sureness",
]
