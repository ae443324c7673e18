"""Text in pictures: how wide it is at most, so that nothing overlaps."""

from html import escape
from textwrap import wrap
from typing import Final

from app.rendering.words import unbroken

EM: Final = 0.6
"""Width of a character as a share of the font size; most fonts are narrower on average."""

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def width_of(said: str, size: float) -> float:
    """Return the width in pixels that a text takes at most."""
    return len(said) * EM * size


def shortened(said: str, width: float, size: float) -> str:
    """Cut a text to a width, with an ellipsis.

    >>> shortened("Cyclophosphamide", 60, 10)
    'Cyclophos…'
    """
    most = int(width / (EM * size))
    return said if len(said) <= most else said[: most - 1].rstrip() + ELLIPSIS


def wrapped(said: str, width: float, size: float, lines: int | None = None) -> list[str]:
    """Break a text into lines of a width; what is beyond the last line becomes an ellipsis.

    >>> wrapped("Rabbit anti-thymocyte globulin", 60, 5, 2), wrapped("one two", 18, 10, 1)
    (['Rabbit anti-', 'thymocyte globulin'], ['on…'])
    """
    broken = wrap(unbroken(said), int(width / (EM * size)))
    if lines is None or len(broken) <= lines:
        return broken
    rest = " ".join(broken[lines - 1 :])
    return [*broken[: lines - 1], shortened(rest, width, size)]


def text(  # noqa: PLR0913  where, what and how
    x: float,
    y: float,
    said: str,
    *,
    size: float,
    kind: str = "",
    anchor: str = "start",
    full: str | None = None,
) -> str:
    """Write a text; `full` is what it was shortened from, and shows on hovering."""
    styled = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
    cut = full is not None and unbroken(full) != unbroken(said)
    hover = f"<title>{escape(full or '')}</title>" if cut else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{styled}{anchored}>'
        f"{hover}{escape(said)}</text>"
    )
