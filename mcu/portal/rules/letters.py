"""Letters to whoever follows a problem or a street."""

from collections.abc import Sequence


def asking(*, place: str, about: str, url: str) -> tuple[str, str]:
    """Subject and text of the question whether it was them."""
    body = (
        f"Здравствуйте!\n\nНа портале «{place}» попросили присылать на эту почту новости: {about}.\n"
        f"Если это вы, откройте ссылку и нажмите «Подтвердить»:\n{url}\n\n"
        "Если не вы — ничего не делайте: писем не будет, адрес забудем через три дня.\n\n"
        f"{place}, центр управления\n"
    )
    return "Подтвердите подписку", body


def telling(
    *, place: str, about: str, news: Sequence[str], url: str, stop_url: str
) -> tuple[str, str]:
    """Subject and text of what has changed."""
    lines = "\n".join(f"— {each}" for each in news)
    body = (
        f"Здравствуйте!\n\n{about}:\n{lines}\n\nПодробнее: {url}\n\n"
        f"Больше не писать (одно нажатие): {stop_url}\n\n{place}, центр управления\n"
    )
    return f"Новости: {about}"[:200], body
