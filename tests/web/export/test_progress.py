"""The bar: on a terminal, and nowhere else."""

import io

from app.web.export.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_drawn_over_itself_and_taken_away_at_the_end() -> None:
    terminal = Terminal()
    progress = Progress(terminal)

    progress.tell("Writing", 1, 3)
    progress.tell("Writing", 1, 3)  # nothing new
    progress.tell("Writing", 3, 3)
    progress.end()

    assert terminal.getvalue() == (
        f"\rWriting [{'#' * 10}{' ' * 20}]  33 %\x1b[K\rWriting [{'#' * 30}] 100 %\x1b[K\r\x1b[K"
    )


def test_nothing_is_drawn_where_nobody_looks() -> None:
    log = io.StringIO()
    progress = Progress(log)

    progress.tell("Writing", 1, 3)
    progress.end()

    assert log.getvalue() == ""


def test_a_bar_that_was_never_drawn_is_not_taken_away() -> None:
    terminal = Terminal()

    Progress(terminal).end()

    assert terminal.getvalue() == ""
