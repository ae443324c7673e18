"""References: how a reader gets to the source."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.catalogue import Catalogue
from app.catalogue.references import Identifiers, Reference

NOTHING: dict[str, Any] = {"doi": None, "pmid": None, "pmcid": None, "registry": [], "url": None}


@pytest.mark.parametrize(
    ("known", "link"),
    [
        ({"doi": "10.1234/example"}, "https://doi.org/10.1234/example"),
        ({"pmid": "123"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ({"pmcid": "PMC123"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC123/"),
        ({"url": "https://example.org/page"}, "https://example.org/page"),
        ({"registry": ["NCT00000000"]}, "https://clinicaltrials.gov/study/NCT00000000"),
        ({"registry": ["ISRCTN1", "NCT1"]}, "https://clinicaltrials.gov/study/NCT1"),
        ({"registry": ["ISRCTN1"]}, None),
        ({"doi": "10.1234/a", "pmid": "1", "url": "https://b"}, "https://doi.org/10.1234/a"),
        ({"pmid": "1", "pmcid": "PMC1"}, "https://pubmed.ncbi.nlm.nih.gov/1/"),
        ({"pmcid": "PMC1", "url": "https://b"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC1/"),
        ({"url": "https://b", "registry": ["NCT1"]}, "https://b"),
    ],
)
def test_the_best_identifier_leads_to_the_source(
    small: Catalogue, known: dict[str, Any], link: str | None
) -> None:
    reference = _identified_by(small, known)

    assert reference.link == link
    assert not reference.identifiers.is_empty


def test_a_source_without_identifiers_leads_nowhere(small: Catalogue) -> None:
    reference = _identified_by(small, {})

    assert reference.link is None
    assert reference.identifiers.is_empty


@pytest.mark.parametrize(
    "wrong",
    [
        {"doi": "https://doi.org/10.1234/a"},
        {"doi": "10.1234/a b"},
        {"pmid": "PMC123"},
        {"pmcid": "123"},
        {"url": "http://example.org"},
        {"url": "https://example.org/a b"},
        {"url": "javascript:alert(1)"},
    ],
)
def test_what_is_not_such_an_identifier_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        Identifiers(**{**NOTHING, **wrong})


def _identified_by(small: Catalogue, known: dict[str, Any]) -> Reference:
    identifiers = Identifiers(**{**NOTHING, **known})
    return small.references["doe-2020"].model_copy(update={"identifiers": identifiers})
