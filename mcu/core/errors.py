"""The one exception for «правила не позволяют»."""


class RuleViolation(Exception):
    """A rule of the program or of the law forbids what was asked.

    `sentence` is Russian, says what happened and what to do next; pages show it beside the form,
    commands print it to stderr, the API returns it as the `detail` of its problem+json.
    `code` is a short stable name for programs.
    """

    def __init__(self, sentence: str, *, code: str = "rule") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def as_dict(self) -> dict[str, dict[str, str]]:
        """The shape in which a script of a page gets a refusal."""
        return {"error": {"code": self.code, "sentence": self.sentence}}


class NoRoom(RuleViolation):
    """A disk is full: nothing of what was kept is lost, and the same may be done again later.

    `cause` alone is for whoever says better than the sentence what to do next.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"{cause} Освободите место и повторите: всё, что сохранено раньше, цело.", code="disk"
        )
        self.cause = cause
        self.args = (cause,)  # what it is made of again in another process


class AccessDenied(RuleViolation):
    """The person may see the thing but not do this to it; the sentence says whose duty it is.

    `permission` is the code of what is missing, for the journal.
    """

    def __init__(self, sentence: str, permission: str = "") -> None:
        super().__init__(sentence, code="denied")
        self.permission = permission
