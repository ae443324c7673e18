"""Queries of the FHIR face: the parameters that searches and reads take."""

from typing import Annotated, Final, Literal

from pydantic import Field

from app.rendering.fhir.capability_statement import FORMATS
from app.web.problems import Fault, ProblemError
from app.web.queries import WORDS, Query

MOST_ON_A_PAGE: Final = 100

Text = Annotated[str | None, Field(min_length=1, max_length=500, pattern=WORDS)]


class ReadQuery(Query):
    """Parameters of everything under `/fhir`."""

    format: Text = Field(
        default=None,
        alias="_format",
        json_schema_extra={"enum": list(FORMATS)},
        description="`json`, `application/fhir+json` or `application/json`; goes before `Accept`.",
    )
    pretty: Literal["true", "false"] = Field(
        default="false", alias="_pretty", description="Whether to indent the answer."
    )

    @property
    def is_pretty(self) -> bool:
        """Whether to indent; raise a problem for a format that is not served."""
        # A plus sign that was not escaped has arrived as a space.
        if self.format is not None and self.format.replace(" ", "+") not in FORMATS:
            fault = Fault(
                code="format", detail="FHIR is served as JSON only.", parameter="_format",
                allowed=list(FORMATS),
            )  # fmt: skip
            raise ProblemError("not-acceptable", "FHIR is served as JSON only.", errors=(fault,))
        return self.pretty == "true"


class MetadataQuery(ReadQuery):
    """Parameters of the capability statement."""

    mode: Literal["full", "normative", "terminology"] = Field(
        default="full", description="As R4 has it; the answer is always the full statement."
    )


class SearchQuery(ReadQuery):
    """Parameters of a search. Which of them a type takes, `/fhir/metadata` says."""

    id: Text = Field(
        default=None, alias="_id", description="Ids, with commas between.",
        json_schema_extra={"type": "string", "maxLength": 500, "pattern": WORDS},
    )  # fmt: skip
    url: Text = Field(default=None, description="Canonical address, whole.")
    name: Text = Field(default=None, description="How the name for programs begins.")
    name_contains: Text = Field(
        default=None, alias="name:contains", description="What the name for programs contains."
    )
    name_exact: Text = Field(
        default=None, alias="name:exact", description="The name for programs, letter by letter."
    )
    title: Text = Field(default=None, description="How the title begins.")
    title_contains: Text = Field(
        default=None, alias="title:contains", description="What the title contains."
    )
    title_exact: Text = Field(
        default=None, alias="title:exact", description="The title, letter by letter."
    )
    status: Text = Field(default=None, description="Status, for example `active`.")
    code: Text = Field(
        default=None, description="Code of a Medication, as `code` or `system|code`."
    )
    count: int = Field(
        default=20, ge=0, le=10_000, alias="_count",
        description="Most resources on a page; more than 100 are never given. 0: only the total.",
    )  # fmt: skip
    page: int = Field(default=1, ge=1, le=100_000, description="Page, counted from 1.")

    @property
    def filters(self) -> dict[str, str]:
        """The parameters that decide what is found, as they were sent."""
        besides = {"format", "pretty", "count", "page"}
        return self.model_dump(exclude=besides, exclude_none=True, by_alias=True)
