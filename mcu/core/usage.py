"""Russian for what argparse says of itself: it has no translation of its own."""

import argparse

PHRASES = {
    "usage: ": "вызов: ",
    "positional arguments": "что указать",
    "options": "параметры",
    "optional arguments": "параметры",
    "show this help message and exit": "показать эту справку",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "не указано: %s",
    "one of the arguments %s is required": "нужно указать одно из: %s",
    "unrecognized arguments: %s": "лишнее: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "нет такого значения %(value)r, есть %(choices)s",
    "invalid %(type)s value: %(value)r": "значение %(value)r не подходит",
    "expected one argument": "нужно значение",
    "expected at least one argument": "нужно хотя бы одно значение",
    "not allowed with argument %s": "нельзя вместе с %s",
    "ambiguous option: %(option)s could match %(matches)s": "неясно: %(option)s — это %(matches)s?",
}


def speak_russian() -> None:
    """Translate the messages of argparse for this process; other texts stay as they are."""
    argparse._ = lambda phrase: PHRASES.get(phrase, phrase)  # type: ignore[attr-defined]
