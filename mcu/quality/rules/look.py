"""The second look: was it done, and not only closed."""

from django.db.models import TextChoices


class Method(TextChoices):
    CALL = "call", "позвонили заявителю"
    VISIT = "visit", "выехали на место"
    PHOTO = "photo", "сверили по фото и документам"


class Verdict(TextChoices):
    DONE = "done", "сделано"
    PARTLY = "partly", "сделано частично"
    NOT_DONE = "not_done", "закрыто, но не сделано"
    UNREACHED = "unreached", "не удалось проверить"


# What counts against the body; what could not be checked counts for nobody.
AGAINST = frozenset({Verdict.PARTLY, Verdict.NOT_DONE})
CHECKED = AGAINST | {Verdict.DONE}
