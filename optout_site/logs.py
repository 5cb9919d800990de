"""What the logs leave out: nobody's address, browser, cookie or search words are kept."""

import logging
import re

# gunicorn writes `Invalid request from ip=203.0.113.7: …` and quotes what was sent.
ADDRESS = re.compile(r"ip=\S+.*", re.DOTALL)


class NoVisitor(logging.Filter):
    """Drop the request that Django hangs on its records, every address and every query string.

    Below an error the traceback goes too: what a visitor got wrong needs a line and not a page.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        if (record.levelno or 0) < logging.ERROR or record.name.startswith("django.security"):
            record.exc_info = None
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(word) for word in record.args)
        record.msg, record.args = ADDRESS.sub("ip=…", record.getMessage()), ()
        return True


def _without_query(word: object) -> object:
    return word.split("?", 1)[0] if isinstance(word, str) and word.startswith("/") else word
