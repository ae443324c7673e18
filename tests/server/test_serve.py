"""The same in this process, where coverage sees it: starting, listening, stopping."""

import errno
import logging
import os
import pickle
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import Never

import pytest
import uvicorn

from app.__main__ import main
from app.web import server
from app.web.edge import Edge
from app.web.protocol import Protocol
from app.web.server import CannotServe, application, configuration, listen, serve, welcome
from app.web.settings import Settings
from tests.server.process import PATIENCE, free_port
from tests.server.wire import get, reply

SIGNALS = [signal.SIGTERM, *(getattr(signal, f"SIG{name}") for name in
           ("INT", "HUP", "QUIT", "TTIN", "TTOU", "USR1", "USR2", "WINCH"))]  # fmt: skip
"""What uvicorn and its supervisor listen to."""


@pytest.fixture(autouse=True)
def _this_process_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Signals and logging belong to pytest; the settings of whoever runs it do not count."""
    for name in os.environ:
        if name.startswith("DAYZERO_"):
            monkeypatch.delenv(name)
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


# serve


def test_serve_answers_until_sigterm_and_then_exits_with_0(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(port=free_port(), log_level="warning")
    answers = _once_it_answers(settings.port, signal.SIGTERM)

    with pytest.raises(SystemExit) as stopped:
        serve(settings)

    assert stopped.value.code == 0
    assert answers() == 200
    assert capsys.readouterr().out == f"{welcome(settings)}\n"


def test_it_serves_where_nothing_can_be_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(port=free_port(), log_level="warning")
    answers = _once_it_answers(settings.port, signal.SIGTERM)
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123  a device, not a path
        monkeypatch.setattr("sys.stdout", full)

        with pytest.raises(SystemExit) as stopped:
            serve(settings)

        with suppress(OSError):
            full.close()
    assert stopped.value.code == 0
    assert answers() == 200


def test_the_command_serves_until_ctrl_c_and_then_exits_with_130(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setenv("DAYZERO_PORT", str(port))
    monkeypatch.setenv("DAYZERO_LOG_LEVEL", "warning")
    answers = _once_it_answers(port, signal.SIGINT)

    status = main([])

    assert status == 130
    assert answers() == 200


def test_several_workers_share_one_socket_and_one_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = []

    class Supervisor:
        def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
            self._given = config, sockets

        def run(self) -> None:
            started.append(self._given)

    monkeypatch.setattr(server, "Supervisor", Supervisor)
    settings = Settings(port=free_port(), workers=3)

    serve(settings)

    ((config, (opened,)),) = started
    with closing(opened):
        assert (config.app, config.factory) == ("app.web.server:application", True)
        assert config.workers == 3
        assert opened.getsockname() == ("127.0.0.1", settings.port)
        assert opened.get_inheritable()


def test_each_worker_makes_its_application_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAYZERO_PUBLIC_URL", "https://api.example.org")

    made = application()

    assert isinstance(made, Edge)


@pytest.mark.parametrize("package", ["limits", "prometheus_client", "opentelemetry.sdk"])
def test_what_needs_a_package_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None if name == package else name)
    names = {"limits": "rate_limit", "prometheus_client": "metrics"}
    name = names.get(package, "telemetry")
    settings = Settings.model_validate({name: "9/hour" if name == "rate_limit" else True})

    with pytest.raises(CannotServe) as refused:
        serve(settings)

    assert str(refused.value) == (
        f"DAYZERO_{name.upper()} needs packages that are not installed;"
        " install those of requirements-operations.txt."
    )


def test_what_is_off_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _: None)

    server.check_packages(Settings())


def test_several_workers_count_in_a_folder_that_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folders = []

    class Supervisor:
        def __init__(self, _: uvicorn.Config, sockets: list[socket.socket]) -> None:
            (self._opened,) = sockets

        def run(self) -> None:
            folders.append(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
            assert folders[0].is_dir()
            self._opened.close()

    monkeypatch.setattr(server, "Supervisor", Supervisor)

    serve(Settings(port=free_port(), workers=2, metrics=True))

    assert not folders[0].exists()
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ


def test_several_workers_cannot_count_without_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TemporaryDirectory", _failing_to_make)

    with pytest.raises(CannotServe) as refused:
        serve(Settings(port=free_port(), workers=2, metrics=True))

    assert str(refused.value).endswith("set TMPDIR to one that can be written to.")


def _failing_to_make(**_: str) -> Never:
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory")


@pytest.mark.parametrize("interrupted", [True, False])
def test_several_workers_end_as_one_does(
    monkeypatch: pytest.MonkeyPatch,
    interrupted: bool,  # noqa: FBT001  a case of the test
) -> None:
    """No process is started: there is nobody to wait for."""
    settings = Settings(port=free_port(), workers=2, log_level="warning")
    number = signal.SIGINT if interrupted else signal.SIGTERM

    def start(_: object) -> None:
        os.kill(os.getpid(), number)

    monkeypatch.setattr(server.Supervisor, "init_processes", start)

    if interrupted:
        with pytest.raises(KeyboardInterrupt):
            serve(settings)
    else:
        serve(settings)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", settings.port), 1)


# configuration


def test_proxies_are_believed_only_where_they_are_named() -> None:
    nobody = configuration("x:y", Settings())
    somebody = configuration("x:y", Settings(trusted_proxies=("10.0.0.0/8",)))

    assert not nobody.proxy_headers
    assert somebody.proxy_headers
    assert somebody.forwarded_allow_ips == ["10.0.0.0/8"]


def test_telemetry_is_started_and_ended_with_the_server() -> None:
    assert configuration("x:y", Settings(telemetry=True)).lifespan == "on"


def test_the_configuration_can_be_handed_to_a_worker() -> None:
    """It is pickled on its way to another process."""
    config = configuration("x:y", Settings(metrics=True, max_connections=5))

    handed = pickle.loads(pickle.dumps(config))  # noqa: S301  our own

    assert handed.http.func is Protocol
    assert handed.http.keywords["limits"] == config.http.keywords["limits"]  # type: ignore[union-attr]  # a partial
    assert handed.timeout_keep_alive == 75


def test_the_server_leaves_to_the_edge_what_the_edge_does_better() -> None:
    config = configuration("app.web.server:application", Settings(log_level="error"))

    assert (config.ws, config.lifespan) == ("none", "off")
    assert not any(
        (config.access_log, config.proxy_headers, config.server_header, config.date_header)
    )
    assert config.log_level == "error"


@pytest.mark.parametrize(("platform", "loop"), [("linux", "uvloop"), ("win32", "asyncio")])
def test_the_fast_loop_is_used_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, platform: str, loop: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)

    config = configuration("app.web.server:application", Settings())

    assert config.loop == loop


# listen


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_socket_is_open_once_it_listens(host: str) -> None:
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    settings = Settings(host=host, port=free_port())

    with closing(listen(settings)), socket.create_connection((host, settings.port)) as connection:
        peer = connection.getpeername()

    assert peer[1] == settings.port


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("192.0.2.1", "(cannot assign requested address); set DAYZERO_HOST to an address of"),
        ("é..org", "(no such host); set DAYZERO_HOST to an address of this machine."),
        ("127.0.0.1:80", "; set DAYZERO_HOST to an address of this machine."),
    ],
)
def test_an_address_that_is_not_ours_is_refused(host: str, sentence: str) -> None:
    settings = Settings(host=host, port=free_port())

    with pytest.raises(CannotServe) as refused:
        listen(settings)

    assert str(refused.value).startswith(f"Cannot listen on {host} port {settings.port} (")
    assert sentence in str(refused.value)


@pytest.mark.parametrize("number", [errno.EADDRINUSE, errno.EACCES])
def test_a_port_that_is_not_free_for_us_is_refused(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(socket.socket, "bind", _failing(OSError(number, os.strerror(number))))

    with pytest.raises(CannotServe) as refused:
        listen(Settings(port=80))

    assert str(refused.value).endswith("; set DAYZERO_PORT to a free port.")


def test_a_machine_without_ipv6_refuses_an_address_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    unsupported = OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
    monkeypatch.setattr("app.web.server.socket.socket", _failing(unsupported))

    with pytest.raises(CannotServe) as refused:
        listen(Settings(host="::1"))

    assert str(refused.value) == (
        "Cannot listen on ::1 port 8000 (address family not supported by protocol);"
        " set DAYZERO_HOST to an address of this machine."
    )


def _once_it_answers(port: int, number: signal.Signals) -> Callable[[], int]:
    """Wait for an answer beside the server, then signal this process; return what was answered."""
    statuses: list[int] = []

    def watch() -> None:
        end = time.monotonic() + PATIENCE
        while not statuses and time.monotonic() < end:
            with suppress(OSError):
                statuses.append(reply(port, get("/health/live")).status)
            time.sleep(0.02)
        os.kill(os.getpid(), number)

    watcher = Thread(target=watch)
    watcher.start()

    def answered() -> int:
        watcher.join()
        return statuses[0]

    return answered


def _failing(error: Exception) -> Callable[..., Never]:
    def fail(*_: object) -> Never:
        raise error

    return fail


def _has_ipv6() -> bool:
    with suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False
