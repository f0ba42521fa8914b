"""ClamAV asked about a file by its own protocol (INSTREAM), over TCP or a socket of the machine."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PIECE = 2**16
PATIENCE = 30.0  # seconds for a file
GREETING = 2.0  # seconds for a word


class Unanswered(Exception):
    """The antivirus was not there or did not say anything of use; the message says what."""


def ask(address: str, path: Path) -> str:
    """The name of what was found in the file; empty when it is clean. Unanswered otherwise."""
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            for piece in _pieces(path):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(bytes(4))
            answer = _read(line)
    except OSError as failure:
        raise Unanswered(f"антивирус не отвечает ({failure})") from failure
    return _meant(answer)


def is_there(address: str) -> bool:
    """Whether the antivirus answers at all."""
    try:
        with _connected(address, GREETING) as line:
            line.sendall(b"zPING\0")
            return _read(line) == "PONG"
    except OSError:
        return False


@contextmanager
def _connected(address: str, patience: float = PATIENCE) -> Iterator[socket.socket]:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(patience)
        with line:
            line.connect(address.removeprefix("unix:"))
            yield line
        return
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    if not host or not port.isdecimal():
        raise OSError("в MCU_CLAMAV нужен адрес вида tcp://хост:порт или unix:/путь")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=patience) as line:
        yield line


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _read(line: socket.socket) -> str:
    said = b""
    while len(said) < 4096 and (piece := line.recv(4096)):
        said += piece
        if said.endswith(b"\0"):
            break
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def _meant(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:100]
    raise Unanswered(f"антивирус ответил непонятно: {answer[:100] or 'ничего'}")
