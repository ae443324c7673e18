"""References: where a claim was read."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, computed_field

from app.catalogue.record import Curated, Label, Prose, Slug, Whole


class Identifiers(Curated):
    """What identifies a source; at least one member is not null."""

    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$", max_length=120)] | None
    """Digital object identifier without a resolver's address; null if none was seen."""

    pmid: Annotated[str, StringConstraints(pattern=r"^\d{1,9}$")] | None
    """PubMed identifier; null if none was seen."""

    pmcid: Annotated[str, StringConstraints(pattern=r"^PMC\d{1,9}$")] | None
    """PubMed Central identifier; null if none was seen."""

    registry: tuple[Annotated[str, StringConstraints(max_length=40)], ...]
    """Trial registration numbers; may be empty."""

    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=300)] | None
    """Address of the page read; null where another identifier leads there."""

    @property
    def is_empty(self) -> bool:
        return not (self.doi or self.pmid or self.pmcid or self.registry or self.url)


ReferenceKind = Literal[
    "article", "abstract", "handbook_chapter", "registry_record", "guideline", "label", "law",
    "web_page", "data_file"
]  # fmt: skip
"""What sort of source it is."""


class Reference(Curated):
    """A source: what it is, how to find it, and how much of it was read."""

    id: Slug
    """Stable identifier, named by every claim that rests on this source."""

    name: Label
    """Short label, for example `Burt 2019 (MIST)`."""

    aliases: tuple[Label, ...] = ()
    """Other names; the slug of an alias redirects to this record."""

    kind: ReferenceKind
    """What sort of source it is. More may be added."""

    citation: Prose
    """Bibliographic citation, as far as it was seen."""

    year: Annotated[Whole, Field(ge=1900, le=2100)] | None
    """Year of publication; null if it was not seen."""

    identifiers: Identifiers
    """How to find it."""

    read: Literal["full_text", "abstract", "registry_record", "label", "secondary"]
    """How much of it was read: a claim can rest on no more than this."""

    note: Prose | None
    """What a reader must know about the copy read; null if nothing."""

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated property
    @property
    def link(self) -> str | None:
        """Address a reader can open, made from the best identifier; null if only a foreign one."""
        known = self.identifiers
        if known.doi:
            return f"https://doi.org/{known.doi}"
        if known.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{known.pmid}/"
        if known.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{known.pmcid}/"
        if known.url:
            return known.url
        trials = (number for number in known.registry if number.startswith("NCT"))
        return next((f"https://clinicaltrials.gov/study/{number}" for number in trials), None)
