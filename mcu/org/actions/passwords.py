"""Whether a password may be taken."""

from django.conf import settings

from mcu.core.errors import RuleViolation
from mcu.org.models import Person
from mcu.org.queries.passwords import known_passwords, leaked
from mcu.org.rules.passwords import weaknesses, words_about


def check_password_strength(password: str, person: Person) -> None:
    """RuleViolation with everything that is weak about it."""
    place = person.municipality
    about = words_about(person.login, person.full_name, person.email, place.name, place.code)
    said = weaknesses(
        password, least=settings.MCU_PASSWORD_LENGTH, about=about, known=known_passwords()
    )
    if not said and leaked(password):
        said = ["Этот пароль есть в списке утёкших. Возьмите другой."]
    if said:
        raise RuleViolation(" ".join(said), code="weak")
