"""What the logs leave out: nobody's address, browser, cookie or search words are kept."""

import logging


class NoVisitor(logging.Filter):
    """Drop the request that Django hangs on its records, and every query string in the message."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)
        if isinstance(record.args, tuple):
            record.args = tuple(_without_query(word) for word in record.args)
        return True


def _without_query(word: object) -> object:
    return word.split("?", 1)[0] if isinstance(word, str) and word.startswith("/") else word
