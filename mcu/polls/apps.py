"""Questions put to residents: polls, votes, public discussions and hearings, and what came of them."""

from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "mcu.polls"
    label = "polls"
    verbose_name = "Голосования и обсуждения"
