"""The environment of a test run, made before anything reads the settings (`-p` in pyproject.toml)."""

import os
import tempfile
from pathlib import Path

MAKER = "MCU_TEST_MAKER"  # the process that made the folder removes it


def _prepare() -> Path:
    """One folder for the whole run: workers of xdist inherit it from the process that made it."""
    if MAKER not in os.environ:
        os.environ[MAKER] = str(os.getpid())
        os.environ["MCU_DATA"] = tempfile.mkdtemp(prefix="mcu-test-")
    folder = Path(os.environ["MCU_DATA"])
    (folder / "static").mkdir(exist_ok=True)
    for name in [name for name in os.environ if name.startswith("MCU_")]:
        if name not in {MAKER, "MCU_DATA", "MCU_SHOTS"} and not name.startswith("MCU_TEST_"):
            del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "mcu.settings"
    return folder


FOLDER = _prepare()
