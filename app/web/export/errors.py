"""Errors of an export."""


class CannotExport(Exception):
    """Nothing was exported and nothing was changed; the message says why in a sentence."""
