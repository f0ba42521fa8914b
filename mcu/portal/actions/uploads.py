"""Photos laid down while a form is being filled in: cleaned before anything is kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from mcu.core.attachments import admit
from mcu.core.contents import remove_unused
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.portal.models import Upload
from mcu.portal.rules.sending import MOST_PHOTOS, PHOTO_LIMIT, Photo

SALT = "portal.photo"
KEPT = timedelta(days=3)
SUFFIX = {"jpeg": "jpg", "png": "png"}


def lay_down(
    place: Municipality, given: Sequence[UploadedFile], before: int, now: datetime
) -> list[Upload]:
    """Each as a stored file without marks of place and camera; RuleViolation names the one refused."""
    if before + len(given) > MOST_PHOTOS:
        raise RuleViolation(f"Снимков больше {MOST_PHOTOS}. Оставьте те, на которых видно главное.")
    return [_one(place, each, before + at, now) for at, each in enumerate(given, start=1)]


def token_of(upload: Upload) -> str:
    """What the form carries for a photo that is here already."""
    return signing.dumps(upload.pk, salt=SALT)


def uploads_of(place: Municipality, tokens: Sequence[str]) -> list[Upload]:
    """The photos that a form carries; what is not ours or is gone is passed over."""
    keys = []
    for token in tokens[:MOST_PHOTOS]:
        try:
            keys.append(int(signing.loads(token, salt=SALT, max_age=KEPT)))
        except (signing.BadSignature, ValueError, TypeError):
            continue
    rows = Upload.objects.filter(municipality=place, pk__in=keys)
    return list(rows.order_by("pk")) if keys else []


def as_photos(uploads: Sequence[Upload]) -> list[Photo]:
    return [Photo(each.name, each.key) for each in uploads]


def forget(now: datetime | None = None) -> int:
    """What nobody sent goes; what a case has keeps its content."""
    rows = Upload.objects.filter(made_at__lt=(now or timezone.now()) - KEPT)
    keys = list(rows.values_list("key", flat=True))
    count = rows.delete()[0]
    remove_unused(keys)
    return count


def _one(place: Municipality, given: UploadedFile, number: int, now: datetime) -> Upload:
    shown = (given.name or "снимок").replace("\x00", "")[-60:]
    if given.size and given.size > PHOTO_LIMIT:
        raise RuleViolation(
            f"«{shown}» больше {PHOTO_LIMIT // 2**20} МБ. Сделайте снимок с меньшим размером."
        )
    stored = admit(shown, given.chunks(), pictures_only=True)
    name = f"снимок {number}.{SUFFIX[stored.kind]}"
    return Upload.objects.create(
        municipality=place, key=stored.key, name=name, size=stored.size, made_at=now
    )
