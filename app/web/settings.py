"""Settings: what the operator may choose, by environment variables that start with DAYZERO_."""

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

PREFIX: Final = "DAYZERO_"

EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104  compared with, not listened on
"""Addresses to listen on that are no addresses to go to."""

_RATE = r"^[1-9]\d{0,5}/(second|minute|hour|day)$"
_ORIGIN = r"^https?://[A-Za-z0-9.-]+(:\d{1,5})?$"


def _listed(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _network(value: str) -> str:
    return str(ip_network(value, strict=False))


def _switched(value: object) -> object:
    return {"on": True, "off": False}.get(value, value) if isinstance(value, str) else value


Switch = Annotated[bool, BeforeValidator(_switched), Field(strict=True)]
"""`on` or `off`."""


class BadSetting(Exception):
    """A setting is wrong; the message is one sentence for each, naming the variable."""


class Settings(BaseModel):
    """What the operator may choose; each field is the variable `DAYZERO_` and its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    host: Annotated[str, StringConstraints(min_length=1, max_length=253, pattern=r"^[\w.:-]+$")] = (
        "127.0.0.1"
    )
    """Address to listen on."""

    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port to listen on."""

    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Number of processes; all answer the same bytes."""

    cors_origins: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=rf"^\*$|{_ORIGIN}")], ...],
        BeforeValidator(_listed),
        Field(min_length=1, max_length=50),
    ] = ("*",)
    """Origins whose pages may call the API, with commas between; `*` is any."""

    log_level: Literal["critical", "error", "warning", "info", "debug"] = "info"
    """Least severe message that is logged."""

    public_url: (
        Annotated[
            str, StringConstraints(pattern=r"^https?://[\w.:\[\]-]+(/[\w./-]*)?$", max_length=200)
        ]
        | None
    ) = None
    """Base URL at which clients reach the API behind a proxy; null for host and port."""

    trusted_proxies: Annotated[
        tuple[Annotated[str, AfterValidator(_network)], ...],
        BeforeValidator(_listed),
        Field(max_length=50),
    ] = ()
    """Addresses and networks of proxies whose `X-Forwarded-For` names the client; with commas."""

    rate_limit: Annotated[str, StringConstraints(pattern=_RATE)] | None = None
    """Requests that one client may make, as `600/minute`; null for no limit."""

    max_connections: Annotated[int, Field(ge=1, le=1_000_000)] = 12_000
    """Connections at once, for each process."""

    wait_seconds: Annotated[int, Field(ge=1, le=600)] = 2
    """Seconds that a request may wait for its turn; then it is told that the server is busy."""

    read_seconds: Annotated[int, Field(ge=1, le=600)] = 10
    """Seconds in which the head of a request must be there, and then again its body."""

    idle_seconds: Annotated[int, Field(ge=1, le=3600)] = 75
    """Seconds that a connection may be idle; longer than the proxy in front keeps its own."""

    stop_seconds: Annotated[int, Field(ge=1, le=600)] = 30
    """Seconds in which requests in progress are finished when the server is told to stop."""

    access_log: Literal["off", "on", "clients"] = "off"
    """Whether each request is logged as a line of JSON, and whether with the client's address."""

    metrics: Switch = False
    """Whether `/metrics` counts requests for Prometheus."""

    telemetry: Switch = False
    """Whether requests are traced and measured by OpenTelemetry."""

    security_contact: (
        Annotated[str, StringConstraints(pattern=r"^(https://|mailto:)[!-~]+$", max_length=200)]
        | None
    ) = None
    """Where a weakness is reported, for `/.well-known/security.txt`; null for no such file."""

    @property
    def base_url(self) -> str:
        """Base URL without a final slash, for the few members that must be absolute."""
        reachable = "localhost" if self.host in EVERYWHERE else self.host
        host = f"[{reachable}]" if ":" in reachable else reachable
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; raise BadSetting naming each wrong one."""
    chosen = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX)
    }
    try:
        return Settings.model_validate(chosen)
    except ValidationError as error:
        raise BadSetting("\n".join(map(_sentence, _one_each(error)))) from None


def _one_each(error: ValidationError) -> list[tuple[str, str]]:
    faults: dict[str, str] = {}
    for fault in error.errors():
        faults.setdefault(str(fault["loc"][0]), str(fault["type"]))
    return list(faults.items())


def _sentence(fault: tuple[str, str]) -> str:
    name, kind = fault
    variable = f"{PREFIX}{name.upper()}"
    if kind == "extra_forbidden":
        known = ", ".join(f"{PREFIX}{field.upper()}" for field in Settings.model_fields)
        return f"{variable} is not a setting; the settings are {known}."
    return f"{variable} is wrong; it must be {_MUST_BE[name]}."


_MUST_BE: Final[Mapping[str, str]] = {
    "host": "a host name or an address, for example 127.0.0.1",
    "port": "a whole number from 1 to 65535",
    "workers": "a whole number from 1 to 64",
    "cors_origins": "* or origins such as https://app.example.org with commas between",
    "log_level": "critical, error, warning, info or debug",
    "public_url": "an http or https address, for example https://api.example.org",
    "trusted_proxies": "addresses or networks such as 10.0.0.0/8 with commas between",
    "rate_limit": "a number of requests for each second, minute, hour or day, as in 600/minute",
    "max_connections": "a whole number from 1 to 1000000",
    "wait_seconds": "a whole number from 1 to 600",
    "read_seconds": "a whole number from 1 to 600",
    "idle_seconds": "a whole number from 1 to 3600",
    "stop_seconds": "a whole number from 1 to 600",
    "access_log": "off, on, or clients to log their addresses too",
    "metrics": "on or off",
    "telemetry": "on or off",
    "security_contact": "an address that begins with https:// or mailto:",
}
