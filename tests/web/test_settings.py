"""Settings: read from the environment, or refused by name."""

import pytest

from app.web.settings import BadSetting, Settings, read_settings


def test_without_variables_everything_is_at_its_default() -> None:
    chosen = read_settings({"PATH": "/bin", "DAYZERO": "x"})

    assert chosen == Settings()
    assert (chosen.host, chosen.port, chosen.workers) == ("127.0.0.1", 8000, 1)
    assert chosen.cors_origins == ("*",)


def test_every_setting_can_be_chosen() -> None:
    chosen = read_settings(
        {
            "DAYZERO_HOST": "0.0.0.0",  # noqa: S104  never listened on
            "DAYZERO_PORT": "80",
            "DAYZERO_WORKERS": "4",
            "DAYZERO_CORS_ORIGINS": " https://a.example , http://localhost:3000,",
            "DAYZERO_LOG_LEVEL": "debug",
            "DAYZERO_PUBLIC_URL": "https://api.example/dayzero/",
            "DAYZERO_TRUSTED_PROXIES": "10.0.0.7/8, ::1",
            "DAYZERO_RATE_LIMIT": "600/minute",
            "DAYZERO_MAX_CONNECTIONS": "1000000",
            "DAYZERO_WAIT_SECONDS": "3",
            "DAYZERO_READ_SECONDS": "600",
            "DAYZERO_IDLE_SECONDS": "3600",
            "DAYZERO_STOP_SECONDS": "1",
            "DAYZERO_ACCESS_LOG": "clients",
            "DAYZERO_METRICS": "on",
            "DAYZERO_TELEMETRY": "off",
            "DAYZERO_SECURITY_CONTACT": "mailto:security@api.example",
        }
    )

    assert chosen.port == 80
    assert chosen.workers == 4
    assert chosen.cors_origins == ("https://a.example", "http://localhost:3000")
    assert chosen.log_level == "debug"
    assert chosen.base_url == "https://api.example/dayzero"
    assert chosen.trusted_proxies == ("10.0.0.0/8", "::1/128")
    assert (chosen.rate_limit, chosen.access_log) == ("600/minute", "clients")
    assert (chosen.max_connections, chosen.wait_seconds) == (1_000_000, 3)
    assert (chosen.read_seconds, chosen.idle_seconds, chosen.stop_seconds) == (600, 3600, 1)
    assert (chosen.metrics, chosen.telemetry) == (True, False)
    assert chosen.security_contact == "mailto:security@api.example"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_without_a_public_url_the_address_is_host_and_port(host: str, url: str) -> None:
    assert Settings(host=host).base_url == url


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DAYZERO_HOST", ""),
        ("DAYZERO_HOST", "a b"),
        ("DAYZERO_HOST", "http://localhost"),
        ("DAYZERO_HOST", "x" * 254),
        ("DAYZERO_PORT", ""),
        ("DAYZERO_PORT", "0"),
        ("DAYZERO_PORT", "65536"),
        ("DAYZERO_PORT", "eighty"),
        ("DAYZERO_WORKERS", "0"),
        ("DAYZERO_WORKERS", "65"),
        ("DAYZERO_WORKERS", "many"),
        ("DAYZERO_CORS_ORIGINS", ""),
        ("DAYZERO_CORS_ORIGINS", "app.example"),
        ("DAYZERO_CORS_ORIGINS", "https://a.example/path"),
        ("DAYZERO_CORS_ORIGINS", "https://*.example"),
        ("DAYZERO_CORS_ORIGINS", "null"),
        ("DAYZERO_CORS_ORIGINS", ",".join(["https://a.example"] * 51)),
        ("DAYZERO_LOG_LEVEL", "loud"),
        ("DAYZERO_PUBLIC_URL", "api.example"),
        ("DAYZERO_PUBLIC_URL", "https://api.example?x"),
        ("DAYZERO_PUBLIC_URL", ""),
        ("DAYZERO_TRUSTED_PROXIES", "*"),
        ("DAYZERO_TRUSTED_PROXIES", "proxy.example"),
        ("DAYZERO_TRUSTED_PROXIES", "10.0.0.0/33"),
        ("DAYZERO_RATE_LIMIT", "0/minute"),
        ("DAYZERO_RATE_LIMIT", "600"),
        ("DAYZERO_RATE_LIMIT", "600/fortnight"),
        ("DAYZERO_MAX_CONNECTIONS", "0"),
        ("DAYZERO_WAIT_SECONDS", "0"),
        ("DAYZERO_READ_SECONDS", "0"),
        ("DAYZERO_IDLE_SECONDS", "3601"),
        ("DAYZERO_STOP_SECONDS", "soon"),
        ("DAYZERO_ACCESS_LOG", "yes"),
        ("DAYZERO_METRICS", "1"),
        ("DAYZERO_METRICS", "true"),
        ("DAYZERO_TELEMETRY", ""),
        ("DAYZERO_SECURITY_CONTACT", "security@api.example"),
        ("DAYZERO_SECURITY_CONTACT", "https://api.example/a b"),
        ("DAYZERO_SECURITY_CONTACT", "mailto:a@b.example\nExpires: never"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(variable: str, value: str) -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings({variable: value})

    (sentence,) = str(caught.value).splitlines()
    assert sentence.startswith(f"{variable} is wrong; it must be ")
    assert sentence.endswith(".")


def test_an_unknown_setting_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings({"DAYZERO_POTR": "80"})

    assert str(caught.value) == (
        "DAYZERO_POTR is not a setting; the settings are DAYZERO_HOST, DAYZERO_PORT,"
        " DAYZERO_WORKERS, DAYZERO_CORS_ORIGINS, DAYZERO_LOG_LEVEL, DAYZERO_PUBLIC_URL,"
        " DAYZERO_TRUSTED_PROXIES, DAYZERO_RATE_LIMIT, DAYZERO_MAX_CONNECTIONS,"
        " DAYZERO_WAIT_SECONDS, DAYZERO_READ_SECONDS, DAYZERO_IDLE_SECONDS, DAYZERO_STOP_SECONDS,"
        " DAYZERO_ACCESS_LOG, DAYZERO_METRICS, DAYZERO_TELEMETRY, DAYZERO_SECURITY_CONTACT."
    )


def test_every_wrong_setting_is_told_at_once() -> None:
    with pytest.raises(BadSetting) as caught:
        read_settings({"DAYZERO_PORT": "x", "DAYZERO_WORKERS": "x", "DAYZERO_CORS_ORIGINS": "x,y"})

    said = [sentence.partition(" ")[0] for sentence in str(caught.value).splitlines()]
    assert said == ["DAYZERO_PORT", "DAYZERO_WORKERS", "DAYZERO_CORS_ORIGINS"]


def test_origins_may_be_given_as_a_tuple() -> None:
    assert Settings(cors_origins=("https://a.example",)).cors_origins == ("https://a.example",)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104  never listened on
def test_who_listens_everywhere_is_reached_at_this_machine(host: str) -> None:
    settings = read_settings({"DAYZERO_HOST": host, "DAYZERO_PORT": "8080"})

    assert settings.base_url == "http://localhost:8080"
