"""Failures: what went wrong in the server, told without a value of the request."""

from traceback import format_tb


def told(error: BaseException) -> str:
    """Tell where an error and its causes were raised, and of what type they are.

    Their messages are left out: they may repeat what was sent, and that may be about somebody's
    health.
    """
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [] if cause is None else [told(cause), "which led to\n"]
    kind = type(error)
    frames = "".join(format_tb(error.__traceback__))
    return "".join([*before, frames, f"{kind.__module__}.{kind.__qualname__}\n"])
