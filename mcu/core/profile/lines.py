"""Where in a TOML text each key stands: the reader of the standard library does not say.

The text was read already, so the walk trusts its grammar and only follows it.
"""

import re
from collections.abc import Mapping

from mcu.core.profile.schema import Path

BLANK = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
BARE = re.compile(r"[A-Za-z0-9_-]+")
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
SCALAR = re.compile(r"[^\s,\]}#][^,\]}#\r\n]*")
ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


def lines(text: str) -> Mapping[Path, int]:
    """Path of a key, with numbers for rows → its line, counted from one."""
    return _Walk(text.replace("\r\n", "\n")).run()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[Path, int] = {}
        self.rows: dict[Path, int] = {}
        self._seen, self._line = 0, 1

    def run(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(BLANK)
        while self.at < len(self.text):
            if self._peek("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(BLANK)
        return self.found

    def _header(self) -> Path:
        line, double = self._here(), self._peek("[[")
        self.at += 2 if double else 1
        keys = self._keys()
        self.at += 2 if double else 1
        path = self._inside(keys[:-1])
        path = (*path, keys[-1])
        if double:
            number = self.rows.get(path, -1) + 1
            self.rows[path] = number
            self.found.setdefault(path, line)
            path = (*path, number)
        elif path in self.rows:
            path = (*path, self.rows[path])
        self.found.setdefault(path, line)
        return path

    def _inside(self, keys: list[str]) -> Path:
        """Keys of a header lead into the last row of every list on their way."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.rows:
                path = (*path, self.rows[path])
        return path

    def _pair(self, table: Path) -> None:
        line = self._here()
        path = table
        for key in self._keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self._skip(SPACE)
        self.at += len("=")
        self._skip(SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._peek("["):
            self._array(path)
        elif self._peek("{"):
            self._inline(path)
        else:
            self._skip(STRING if self.text[self.at] in "\"'" else SCALAR)

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        self._skip(BLANK)
        while not self._peek("]"):
            self.found[(*path, number)] = self._here()
            self._value((*path, number))
            number += 1
            self._skip(BLANK)
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(BLANK)
        while not self._peek("}"):
            self._pair(path)
            self._skip(BLANK)
        self.at += 1

    def _keys(self) -> list[str]:
        keys = [self._key()]
        self._skip(SPACE)
        while self._peek("."):
            self.at += 1
            keys.append(self._key())
            self._skip(SPACE)
        return keys

    def _key(self) -> str:
        self._skip(SPACE)
        start = self.at
        if self.text[self.at] in "\"'":
            self._skip(STRING)
            quoted = self.text[start : self.at]
            return ESCAPE.sub(_unescaped, quoted[1:-1]) if quoted[0] == '"' else quoted[1:-1]
        self._skip(BARE)
        return self.text[start : self.at]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()

    def _peek(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _here(self) -> int:
        """The line of the walk; counted on from where it was asked last."""
        self._line += self.text.count("\n", self._seen, self.at)
        self._seen = self.at
        return self._line


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else ESCAPES.get(match[3], match[3])
