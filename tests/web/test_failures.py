"""A failure is logged with its place and its type, never with what was sent."""

from app.web.failures import told


def fail(value: str) -> None:
    raise ValueError(value)


def wrap(value: str) -> None:
    try:
        fail(value)
    except ValueError as error:
        raise RuntimeError(value) from error


def while_handling(value: str) -> None:
    try:
        fail(value)
    except ValueError:
        raise RuntimeError(value)  # noqa: B904  a second fault while the first is handled


def hide(value: str) -> None:
    try:
        fail(value)
    except ValueError:
        raise RuntimeError(value) from None


def told_of(failing: object) -> str:
    assert callable(failing)
    try:
        failing("secret")
    except (ValueError, RuntimeError) as error:
        return told(error)
    raise AssertionError


def test_the_place_and_the_type_are_told_and_the_message_is_not() -> None:
    said = told_of(fail)

    assert said.endswith("builtins.ValueError\n")
    assert "in fail\n" in said
    assert "secret" not in said.replace('failing("secret")', "")


def test_what_led_to_it_is_told_before_it() -> None:
    for failing in (wrap, while_handling):
        said = told_of(failing)

        assert said.index("builtins.ValueError") < said.index("builtins.RuntimeError")
        assert "which led to\n" in said


def test_what_was_hidden_stays_hidden() -> None:
    assert "ValueError" not in told_of(hide).replace("except (ValueError", "")
