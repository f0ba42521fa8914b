"""What goes wrong with an outside service, in the two kinds that matter: it may pass, or it will not."""

from datetime import timedelta


class Failure(Exception):
    """A service refused or is away.

    `sentence` is Russian and for the operator: what happened and what to do. `permanent`: the same
    again is useless. `whole`: nothing else would fare better now either, the run ends. `stops`: a
    person has to mend something first (a key was revoked, a captcha is asked), the channel stands
    still until then. `retry_after` is what the service itself asked for.
    """

    def __init__(
        self,
        sentence: str,
        *,
        permanent: bool = False,
        whole: bool = False,
        stops: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent
        self.whole = whole or stops
        self.stops = stops
        self.retry_after = retry_after


def temporary(
    sentence: str, *, retry_after: timedelta | None = None, whole: bool = False
) -> Failure:
    """It may pass by itself: tried again later."""
    return Failure(sentence, retry_after=retry_after, whole=whole)


def permanent(sentence: str) -> Failure:
    """This one will never be taken; others may."""
    return Failure(sentence, permanent=True)


def stopped(sentence: str) -> Failure:
    """The channel stands still until a person mends it; what waits is not lost."""
    return Failure(sentence, stops=True)
