"""Errors of planning.

PlanningError
    CannotPlan   the request is well-formed but contradicts itself or the catalogue
"""


class PlanningError(Exception):
    """Base of everything that planning raises."""


class CannotPlan(PlanningError):
    """A request contradicts itself or the catalogue; `member` is a JSON pointer to the place."""

    def __init__(self, member: str, detail: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.member = member
        self.detail = detail
        self.allowed = allowed
