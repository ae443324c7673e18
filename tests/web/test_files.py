"""Open files: as many as are needed, or as many as the system allows."""

import logging
import socket
import sys
from types import SimpleNamespace

import pytest

from app.web.files import allow_connections, unsent

INFINITE = -1


class System(SimpleNamespace):
    """A system with a soft and a hard limit."""

    RLIMIT_NOFILE = 7
    RLIM_INFINITY = INFINITE

    def getrlimit(self, what: int) -> tuple[int, int]:
        assert what == self.RLIMIT_NOFILE
        return self.soft, self.hard

    def setrlimit(self, what: int, limits: tuple[int, int]) -> None:
        assert what == self.RLIMIT_NOFILE
        self.soft, self.hard = limits


@pytest.mark.parametrize(
    ("soft", "hard", "allowed", "set_to"),
    [
        (1024, 20_000, 10_000, 10_512),  # asks for what it needs, and for no more
        (1024, 4096, 3584, 4096),
        (1024, INFINITE, 10_000, 10_512),
        (50_000, 50_000, 10_000, 50_000),
        (INFINITE, INFINITE, 10_000, INFINITE),
        (256, 256, 1, 256),
    ],
)
def test_a_system_allows_what_it_can(  # noqa: PLR0913, PLR0917  two limits, and what becomes of them
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    soft: int,
    hard: int,
    allowed: int,
    set_to: int,
) -> None:
    system = System(soft=soft, hard=hard)
    monkeypatch.setitem(sys.modules, "resource", system)

    with caplog.at_level(logging.WARNING):
        found = allow_connections(10_000)

    assert (found, system.soft, system.hard) == (allowed, set_to, hard)
    assert ("The system allows" in caplog.text) == (allowed < 10_000)


def test_a_system_that_does_not_keep_its_word_is_believed_when_it_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Refusing(System):
        def setrlimit(self, what: int, limits: tuple[int, int]) -> None:
            raise ValueError(what, limits)

    monkeypatch.setitem(sys.modules, "resource", Refusing(soft=2560, hard=INFINITE))

    assert allow_connections(10_000) == 2048


def test_a_system_without_such_a_limit_allows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)

    assert allow_connections(10_000) == 10_000


def test_what_a_client_has_not_taken_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = socket.socketpair()
    with here, there:
        before = unsent(here.fileno())
        here.setblocking(False)  # noqa: FBT003  the standard library's
        sent = here.send(b"a" * 10_000_000)
        waiting = unsent(here.fileno())
        monkeypatch.setattr(sys, "platform", "win32")
        elsewhere = unsent(here.fileno())

    assert before == 0
    assert waiting > 0 < sent
    assert elsewhere == 0
