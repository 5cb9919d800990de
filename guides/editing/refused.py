"""The exception for actions that are not allowed."""


class RefusedError(Exception):
    """The action is not allowed, or not now; the message says why and what to do."""
