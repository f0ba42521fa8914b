"""The list of third-party components (SBOM), in the form CycloneDX, out of the lock or the venv."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distributions, metadata
from pathlib import Path
from typing import Any

import mcu

LOCK = Path(mcu.__file__).parents[1] / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str


@cache
def components() -> list[Component]:
    """Every package the program stands on, in the order of its name."""
    if LOCK.exists():
        return locked(LOCK.read_text(encoding="utf-8"))
    found = {d.metadata["Name"]: d.version for d in distributions() if d.metadata["Name"] != "mcu"}
    return [
        Component(name, found[name], (), licence(name)) for name in sorted(found, key=str.lower)
    ]


def locked(text: str) -> list[Component]:
    """The packages of a lock with hashes."""
    found: list[Component] = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        pinned = PINNED.match(block)
        if pinned:
            name, version = pinned.groups()
            found.append(Component(name, version, tuple(HASH.findall(block)), licence(name)))
    return found


def licence(name: str) -> str:
    """As the package itself names it; empty when it is not installed or says nothing."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ""
    stated = (told.get_all("License-Expression") or told.get_all("License") or [""])[0]
    classified = [
        line.split(" :: ")[-1]
        for line in told.get_all("Classifier") or []
        if line.startswith("License")
    ]
    short = stated.strip().splitlines()[0][:80] if stated.strip() else ""
    return short or ", ".join(classified)


def sbom() -> dict[str, Any]:
    """CycloneDX 1.6; the hashes of the lock are of archives, so they stand as properties."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "mcu", "version": mcu.__version__}
        },
        "components": [_described(each) for each in components()],
    }


def _described(component: Component) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "name": component.name,
        "version": component.version,
        "purl": f"pkg:pypi/{component.name.lower()}@{component.version}",
    }
    if component.licence:
        told["licenses"] = [{"license": {"name": component.licence}}]
    if component.hashes:
        told["properties"] = [{"name": "lock:sha256", "value": each} for each in component.hashes]
    return told
