"""What can go wrong with a call.

DayZeroError
├── ProblemAnswer      the API answered with an error, and says what is wrong
├── Unreachable        no answer came: no network, or not in time
└── UnexpectedAnswer   an answer that is not of this API, or that this client cannot read
"""

from app.web.problems import Fault, Problem


class DayZeroError(Exception):
    """Anything that went wrong with a call."""


class ProblemAnswer(DayZeroError):
    """The API answered with an error; `problem` is the document that it sent (RFC 9457)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(" ".join([problem.detail, *map(_sentence, problem.errors)]))
        self.problem = problem

    @property
    def status(self) -> int:
        return self.problem.status

    @property
    def code(self) -> str:
        """The kind of problem, for programs; `api.problem(code)` explains it."""
        return self.problem.code

    @property
    def detail(self) -> str:
        return self.problem.detail

    @property
    def errors(self) -> list[Fault]:
        """Each thing that is wrong: a pointer into the body, a parameter or a header."""
        return self.problem.errors

    @property
    def request_id(self) -> str:
        return self.problem.request_id


class Unreachable(DayZeroError):
    """No answer came; the cause is httpx's own exception, such as `httpx.ConnectTimeout`."""


class UnexpectedAnswer(DayZeroError):
    """Something answered, and not as this client understands the API."""


def _sentence(fault: Fault) -> str:
    place = fault.pointer or fault.parameter or fault.header
    said = f"{place}: {fault.detail}" if place else fault.detail
    return f"{said} Allowed: {', '.join(fault.allowed)}." if fault.allowed else said
