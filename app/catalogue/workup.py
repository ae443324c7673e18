"""Work-up: what is checked before the transplant."""

from typing import Literal

from app.catalogue.record import Code, Fact, Record

Domain = Literal[
    "fitness", "heart", "lungs", "kidneys", "liver", "infection", "neurology", "blood",
    "fertility", "psychosocial", "vaccination", "therapy"
]  # fmt: skip
"""What is looked at."""


class WorkupItem(Record):
    """One thing that is checked or arranged before the transplant."""

    domain: Domain
    """What it is about."""

    thresholds: tuple[Fact, ...]
    """Limits that programmes and trials set, each with who sets it."""

    codes: tuple[Code, ...] = ()
    """Codes in public code systems; may be empty."""
