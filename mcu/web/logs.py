"""What must not stand in a log."""

import logging
import re

SECRET_PATH = re.compile(r"(/(?:link|hook)/)[^/\s]+")


class NoSecrets(logging.Filter):
    """Django logs the address of every refused request; that of a one-time link or a hook is a way in."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/link/" in said or "/hook/" in said:
            record.msg, record.args = SECRET_PATH.sub(r"\1…", said), ()
        return True
