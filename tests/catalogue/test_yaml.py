"""YAML has surprises; curated data has none."""

from decimal import Decimal

import pytest

from app.catalogue.yaml import parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("200", 200),
        ("0", 0),
        ("-5", -5),
        ("0.5", Decimal("0.5")),
        ("-0.25", Decimal("-0.25")),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("Exemplan", "Exemplan"),
        ('"200"', "200"),
    ],
)
def test_a_plain_value_is_read_as_it_looks(written: str, read: object) -> None:
    value = parse(f"value: {written}".encode())

    assert value == {"value": read}


def test_a_decimal_keeps_its_digits() -> None:
    parsed = parse(b"[0.1, 0.2]")

    assert isinstance(parsed, list)
    assert sum(parsed) == Decimal("0.3")  # in binary 0.1 + 0.2 is 0.30000000000000004


@pytest.mark.parametrize(
    "written",
    [
        *("yes", "no", "on", "off", "y", "n", "True", "FALSE", "Null", "NULL"),
        *("2030-01-10", "2030-01-10 10:00:00"),
        *("012", "0o14", "0x10", "0b1", "1_000", "+1", "1:30", "1:30.5"),
        *("1e3", "1.5e3", ".5", "1.", ".inf", "-.inf", ".nan", "<<", "="),
    ],
)
def test_what_yaml_would_reinterpret_stays_text(written: str) -> None:
    value = parse(f"value: {written}".encode())

    assert value == {"value": written}


def test_a_merge_key_is_a_key_like_any_other() -> None:
    parsed = parse(b"base: &base {a: 1}\nchild: {<<: *base}")

    assert parsed == {"base": {"a": 1}, "child": {"<<": {"a": 1}}}


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (b"a: 1\na: 2", "the key 'a' stands twice in .* line 2, column 1"),
        (b"a: {b: 1, c: 2, b: 3}", "the key 'b' stands twice"),
        (b"1: a\n1: b", "the key '1' stands twice"),
        (b"a: [1, 2", "line 1"),
        (b"a: 'open", "line 1"),
        (b"a: *nobody", "undefined alias"),
        (b"a: &a {b: *a}", "recursive"),
        (b"a: \0", "control characters"),
        (b"name: Gr\xf6wan", "UTF-8"),
        (b"--- a\n--- b", "expected a single document"),
        (b'"\\ud800"', "Unicode"),
        (
            b"!!python/object/apply:os.system [echo]",
            "the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed",
        ),
        (b"!!seq a", "this is not a list"),
        (b"{a: " * 2000 + b"}" * 2000, "recursion"),
    ],
)
def test_what_is_not_yaml_is_refused_in_one_line(text: bytes, advice: str) -> None:
    with pytest.raises(ValueError, match=f"^is not valid YAML: .*{advice}[^\n]*$"):
        parse(text)


@pytest.mark.parametrize("text", [b"{[a]: b}", b"{{a}: b}", b"? {a: b}\n: c"])
def test_a_key_that_is_no_text_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="is not valid YAML"):
        parse(text)


@pytest.mark.parametrize(
    "text", ["!!float abc", "!!int abc", "!!int ''", "!!bool maybe", "!!map [a]", "!!map ab"]
)
def test_a_tag_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not valid YAML"):
        parse(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "!!timestamp 2030-01-10",
        "!!timestamp soon",
        "!!set {a, b}",
        "!!omap [a: 1]",
        "!!binary YQ==",
    ],
)
def test_a_tag_of_another_type_is_refused(text: str) -> None:
    """A set has no order and a date is not JSON: only what JSON has can be curated."""
    with pytest.raises(ValueError, match="is not valid YAML"):
        parse(text.encode())


def test_a_number_too_long_to_be_one_is_refused() -> None:
    with pytest.raises(ValueError, match="digits"):
        parse(b"9" * 5000)


def test_a_nest_of_aliases_is_not_copied_out() -> None:
    """A "billion laughs": each line has ten of the line before, 10^9 in all."""
    lines = ["a0: &a0 [ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    parsed = parse("\n".join(lines).encode())

    assert isinstance(parsed, dict)
    assert len({id(item) for item in parsed["a9"]}) == 1


def test_an_empty_document_is_nothing() -> None:
    assert parse(b"# nothing yet\n") is None
