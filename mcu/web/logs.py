"""What must not stand in a log."""

import logging
import re

SECRET_PATH = re.compile(r"(/(?:link|hook|m|r|screen)/)[^/\s]+")


class NoSecrets(logging.Filter):
    """Django logs the address of every refused request; that of a one-time link, a hook or a code is a way in."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if SECRET_PATH.search(said):
            record.msg, record.args = SECRET_PATH.sub(r"\1…", said), ()
        return True
