"""Damage: what a slip of the hand, a bad merge or a bad disk does to curated files."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Final

from app.catalogue import Catalogue, InvalidCatalogue, load_catalogue

SLUG: Final = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")
NUMBER: Final = re.compile(r"(?<![\w.-])-?\d+(?:\.\d+)?(?![\w.-])")
UNIT: Final = re.compile(r"(unit: )([\w/*%\"\[\]]+)")
MEMBER: Final = re.compile(r"^( *)(?:- )?([a-z_]+):(.*)$")
SENTENCE: Final = re.compile(r"[^:\n]+: [^\n]+\.")
"""A fault: file, path or what is wrong, one line, one full stop at the end."""

VALUES: Final = (
    *("null", "true", "7", "-1", "0.00001", "[]", "{}", "[[]]", "''", "text", "'7'", "{a: b}"),
    *("2030-02-30", "!!int x", "*nobody", "&a [*a]", "9" * 400, ".nan", "\N{SNOWMAN}", "|", ">-"),
)
NUMBERS: Final = ("0", "-1", "1e9", "0.123456", "9" * 30, ".inf", "007", "1_000", "+5", "5.0")
UNITS: Final = ("mg", "mg/m2", "kg", "mcg", "furlong", "''", "null", "7", "[mg]")


def drop_member(text: str, random: Random) -> str:
    """Take out a member with everything inside it."""
    lines, at = _member(text, random)
    depth = len(lines[at]) - len(lines[at].lstrip())
    end = at + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
        end += 1
    return "".join(lines[:at] + lines[end:])


def change_type(text: str, random: Random) -> str:
    """Put a value of another type, or none that YAML knows, behind a key."""
    lines, at = _member(text, random)
    lines[at] = f"{lines[at].partition(':')[0]}: {random.choice(VALUES)}\n"
    return "".join(lines)


def change_number(text: str, random: Random) -> str:
    return _replaced(text, NUMBER, random, lambda _: random.choice(NUMBERS))


def change_unit(text: str, random: Random) -> str:
    return _replaced(text, UNIT, random, lambda found: found[1] + random.choice(UNITS))


def rename_id(text: str, random: Random) -> str:
    """Misspell the id of a record that is named here."""
    return _replaced(text, SLUG, random, lambda found: random.choice([found[0] + "x", "X", "a--b"]))


def swap_ids(text: str, random: Random) -> str:
    """Put the id of one record where another is named."""
    slugs = SLUG.findall(text) or ["a-b"]
    return _replaced(text, SLUG, random, lambda _: random.choice(slugs))


def double_key(text: str, random: Random) -> str:
    lines, at = _member(text, random)
    return "".join([*lines[:at], lines[at], *lines[at:]])


def indent(text: str, random: Random) -> str:
    """Move a line in or out, or begin it with a tab."""
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    start = random.choice([" ", "   ", "\t", ""])
    lines[at] = start + (lines[at] if start else lines[at].lstrip())
    return "".join(lines)


def press_keys(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + "".join(random.choices("[]{}:,#&*!|>'\"%@`-?~ \n0aA", k=3)) + text[at:]


TEXTUAL: Final[tuple[Callable[[str, Random], str], ...]] = (
    drop_member, change_type, change_number, change_unit, rename_id, swap_ids, double_key, indent,
    press_keys,
)  # fmt: skip


def truncate(content: bytes, random: Random) -> bytes:
    return content[: random.randrange(len(content))]


def scribble(content: bytes, random: Random) -> bytes:
    """Write bytes that mean nothing over a part of the file."""
    at = random.randrange(len(content))
    return content[:at] + random.randbytes(random.randrange(1, 40)) + content[at + 20 :]


def recode(content: bytes, random: Random) -> bytes:
    """Save the file as another editor would."""
    text = content.decode()
    written: tuple[Callable[[], bytes], ...] = (
        lambda: text.encode("utf-16"),
        lambda: text.encode("latin-1", "replace"),
        lambda: b"\xef\xbb\xbf" + content,
        lambda: content.replace(b"\n", b"\r\n"),
        lambda: content.replace(b"\n", b"\r"),
        lambda: b"\0" * len(content),
        lambda: content * 2,
    )
    return random.choice(written)()


BINARY: Final = (truncate, scribble, recode)


def damage(folder: Path, random: Random) -> Mapping[Path, bytes]:
    """Do some harm to a folder of curated data; return how the files were before."""
    files = sorted(folder.rglob("*.yaml"))
    path, other = random.sample(files, 2)
    content = path.read_bytes()
    match random.randrange(16):
        case 0:
            path.unlink()
        case 1:
            path.rename(path.with_name(f"{path.stem}-renamed.yaml"))
        case 2:
            path.write_bytes(other.read_bytes())
        case chosen if chosen < 6:
            path.write_bytes(random.choice(BINARY)(content, random))
        case _:
            path.write_bytes(random.choice(TEXTUAL)(content.decode(), random).encode())
    return {path: content}


def mend(before: Mapping[Path, bytes]) -> None:
    for path, content in before.items():
        path.with_name(f"{path.stem}-renamed.yaml").unlink(missing_ok=True)
        path.write_bytes(content)


def load_damaged(folder: Path) -> Catalogue | list[str]:
    """Load data that may be damaged; return the catalogue, or what is wrong with the data.

    Everything that is derived from a catalogue is derived: what loads must also be fit to serve.
    """
    try:
        catalogue = load_catalogue(folder)
    except InvalidCatalogue as invalid:
        return invalid.faults
    _ = (
        catalogue.outcomes, catalogue.citations, catalogue.outcomes_of_regimen, catalogue.index,
        catalogue.adverse_events_of_agent, catalogue.adverse_events_of_regimen, catalogue.releases,
    )  # fmt: skip
    return catalogue


def _member(text: str, random: Random) -> tuple[list[str], int]:
    lines = text.splitlines(keepends=True)
    members = [at for at, line in enumerate(lines) if MEMBER.match(line)]
    return lines, random.choice(members)


def _replaced(
    text: str, pattern: re.Pattern[str], random: Random, make: Callable[[re.Match[str]], str]
) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return change_type(text, random)
    one = random.choice(found)
    return text[: one.start()] + make(one) + text[one.end() :]
