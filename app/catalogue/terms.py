"""Terms: the words of the procedure, explained."""

from app.catalogue.record import Code, Record, Slug, StageId


class Term(Record):
    """A word of the procedure: its plain meaning, its clinical meaning, its codes."""

    stages: tuple[StageId, ...] = ()
    """The stages in which it is used; may be empty."""

    see_also: tuple[Slug, ...] = ()
    """Ids of related terms."""

    codes: tuple[Code, ...] = ()
    """Codes in public code systems; may be empty."""
