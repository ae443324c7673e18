"""Search: what a person means is found first, whatever they type."""

from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.catalogue.search import AROUND, MOST_WORDS, Entry, Hit, Index, key_of, words_of

ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

ENTRIES: Final = (
    Entry("agents", "exemplan", "Exemplan", {
        "name": ("Exemplan",), "aliases": ("EX", "Ex-Plan", "BCNX"), "id": ("exemplan",),
        "summary": ("It makes room for the cells.",), "codes": ("X01AA01",),
    }),
    Entry("agents", "growan", "Growan", {
        "name": ("Growan",), "aliases": ("G-CSX", "Gröwan", "???"), "id": ("growan",),
        "summary": ("A growth factor, given after exemplan.",),
    }),
    Entry("regimens", "exemplan-200", "Exemplan 200 mg per kg", {
        "name": ("Exemplan 200 mg per kg",), "aliases": ("EX/ANTI",), "id": ("exemplan-200",),
        "detail": ("Antiserum follows.",),
    }),
    Entry("studies", "exam-ms", "EXAM-MS", {
        "name": ("EXAM-MS",), "id": ("exam-ms",), "outcomes": ("CSX was low in MS.",),
    }),
    Entry("references", "doe-2020", "Doe 2020", {
        "name": ("Doe 2020",), "id": ("doe-2020",), "identifiers": ("10.1234/ex.2020",),
        "citation": ("Doe J. Exemplan and growan in the T-cell. J Examples 2020.",),
    }),
    Entry("terms", "graft", "Graft", {
        "name": ("Graft",), "id": ("graft",), "summary": ("The cells. 2 g is enough.",),
    }),
)  # fmt: skip
"""A small world of names."""

INDEX: Final = Index(ENTRIES)


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.entry.id for hit in hits]


def marked(hit: Hit) -> list[str]:
    return [text for text, marked in hit.match().snippet if marked]


FOUND: Final = {
    "Exemplan": ["exemplan", "exemplan-200", "growan", "doe-2020"],
    "exemplan": ["exemplan", "exemplan-200", "growan", "doe-2020"],
    "EXEMPLÁN": ["exemplan", "exemplan-200", "growan", "doe-2020"],
    "Exemp": ["exemplan", "exemplan-200", "growan", "doe-2020"],  # the beginning of the word
    "exemplam": ["exemplan", "exemplan-200", "growan", "doe-2020"],  # misspelt
    "xeemplan": ["exemplan", "exemplan-200", "growan", "doe-2020"],  # two letters swapped
    "exempxan growen": ["growan", "doe-2020"],  # both words misspelt
    "gröwan": ["growan", "doe-2020"],
    "growan": ["growan", "doe-2020"],
    "grow": ["growan", "doe-2020"],
    "BCNX": ["exemplan"],
    "x01aa01": ["exemplan"],  # a code
    "10.1234/EX.2020": ["doe-2020"],  # an identifier
    "ex": ["exemplan", "exemplan-200", "doe-2020", "exam-ms", "growan"],
    "G-CSX": ["growan"],  # not CSX, which is something else
    "G\N{NON-BREAKING HYPHEN}CSX": ["growan"],
    "GCSX": ["growan"],
    "g csx": ["growan", "exam-ms"],
    "Ex Plan": ["exemplan"],
    "explan": ["exemplan"],
    "exam-ms": ["exam-ms"],
    "exams-ms": ["exam-ms"],  # one part misspelt
    "doe-exemplan": ["doe-2020"],  # both parts of what a hyphen joins
    "T-cell": ["doe-2020"],
    "t cell": ["exemplan", "graft", "doe-2020"],
    "ex/anti": ["exemplan-200"],
    "200 exemplan": ["exemplan-200"],
    "exemplan antiserum": ["exemplan-200"],  # each word, in whatever member
    "what is the graft": ["graft"],
    "the": ["exemplan", "graft", "doe-2020"],  # a word of a question, unless it has no other
    "g": ["growan", "graft"],
    "exemplan nothing": [],
    "grxxxn": [],  # too far
    "exz": [],  # too short to forgive
    "": [],
    "   ": [],
    "?!./-": [],
    "_": [],
    "☕🧬": [],
    "\0": [],
    ".*": [],
    "(a+)+$": ["growan"],  # the word is `a`
    "'; DROP TABLE agents; --": [],
    "شفاء": [],
    "ﷺ": [],
    "幹細胞": [],
    "x" * 1000: [],
}
"""Question -> the ids of the records that answer it, best first."""


@pytest.mark.parametrize("question", FOUND)
def test_a_question_finds_what_it_means(question: str) -> None:
    assert ids(INDEX.find(question)) == FOUND[question]


def test_a_name_comes_before_every_text_that_mentions_it() -> None:
    hits = INDEX.find("exemplan")

    named, *mentioned = [hit.score for hit in hits]
    assert named > 10 > max(mentioned)


def test_records_that_answer_equally_keep_their_order() -> None:
    same = [Entry("agents", id, "Same", {"name": ("Same",)}) for id in ("b", "a", "c")]

    hits = Index(same).find("same")

    assert ids(hits) == ["b", "a", "c"]
    assert len({hit.score for hit in hits}) == 1


@pytest.mark.parametrize("question", ["exemplan", "ex", "t cell", "the"])
def test_the_same_question_has_the_same_answer(question: str) -> None:
    again = Index(ENTRIES)

    first = [(hit.entry.id, hit.score, hit.match()) for hit in INDEX.find(question)]

    assert first == [(hit.entry.id, hit.score, hit.match()) for hit in again.find(question)]


def test_kinds_leave_the_others_out() -> None:
    hits = INDEX.find("exemplan", kinds=frozenset({"regimens", "references"}))

    assert ids(hits) == ["exemplan-200", "doe-2020"]
    assert INDEX.find("exemplan", kinds=frozenset()) == []


def test_the_first_words_count_and_the_others_do_not() -> None:
    words = [f"w{number}" for number in range(MOST_WORDS + 1)]
    entry = Entry("terms", "many", "Many", {"summary": (" ".join(words[:-1]),)})

    hits = Index([entry]).find(" ".join(words))

    assert ids(hits) == ["many"]


def test_a_word_may_be_longer_in_many_ways() -> None:
    longer = [
        Entry("terms", f"{number:03}", "Longer", {"name": (f"long{number:03}",)})
        for number in range(300)
    ]

    hits = Index(longer).find("long")

    assert len(hits) == 200


SNIPPETS: Final = {
    "Exemplan": ("name", [("Exemplan", True)]),
    "ex plan": ("aliases", [("Ex-Plan", True)]),
    "room": ("summary", [("It makes ", False), ("room", True), (" for the cells.", False)]),
    "it cells": (
        "summary",
        [("It makes room for the ", False), ("cells", True), (".", False)],
    ),
    "makes cell": (
        "summary",
        [("It ", False), ("makes", True), (" room for the ", False), ("cells", True), (".", False)],
    ),
    "2020.": ("name", [("Doe ", False), ("2020", True)]),
    "growam t-cell": (
        "citation",
        [("Doe J. Exemplan and ", False), ("growan", True), (" in the ", False), ("T-cell", True),
         (". J Examples 2020.", False)],
    ),
    "2 enough": ("summary", [("The cells. 2 g is ", False), ("enough", True), (".", False)]),
}  # fmt: skip
"""Question -> the member and the pieces of the snippet of the best hit."""


@pytest.mark.parametrize("question", SNIPPETS)
def test_the_words_that_were_looked_for_are_marked(question: str) -> None:
    hit, *_ = INDEX.find(question)

    assert hit.match() == (SNIPPETS[question][0], tuple(SNIPPETS[question][1]))


LONG: Final = (
    f"{'far away ' * 20}and near the first needle {'there is some hay ' * 20}and a needle."
)


def test_a_long_text_is_cut_around_the_first_word_found() -> None:
    (hit,) = Index([Entry("terms", "hay", "Hay", {"detail": (LONG,)})]).find("needle")

    before, found, after = hit.match().snippet

    assert found == ("needle", True)
    assert before[0].startswith(f"{ELLIPSIS}away ")
    assert before[0].endswith(" and near the first ")
    assert after[0].endswith(ELLIPSIS)
    assert len(before[0]) < 2 * AROUND
    assert len(after[0]) < 3 * AROUND


def test_a_cut_directly_after_a_word_found_still_says_so() -> None:
    text = f"needle  {'hay ' * 28}needles hay"  # the second ends where the cut is

    (hit,) = Index([Entry("terms", "hay", "Hay", {"detail": (text,)})]).find("needle")

    assert hit.match().snippet == (
        ("needle", True), (f"  {'hay ' * 28}", False), ("needles", True), (ELLIPSIS, False),
    )  # fmt: skip


def test_letters_that_fold_into_several_are_found_and_marked() -> None:
    entry = Entry("terms", "odd", "Odd", {"summary": ("Straße, Gro\N{COMBINING DIAERESIS}wan, ½",)})
    index = Index([entry])

    assert [marked(index.find(question)[0]) for question in ("strasse", "growan", "1")] == [
        ["Straße"],
        ["Gröwan"],
        ["½"],
    ]


@given(
    st.lists(st.sampled_from(sorted({w for e in ENTRIES for t in e.texts.values() for x in t
                                     for w in x.split()} | {"the", "g", "x-y", "-", "?"})),
             max_size=4)
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_snippet_is_a_part_of_a_text_of_its_record(words: list[str]) -> None:
    for hit in INDEX.find(" ".join(words)):
        member, snippet = hit.match()
        whole = "".join(text for text, _ in snippet)

        assert any(whole.strip(ELLIPSIS) in normalize("NFC", t) for t in hit.entry.texts[member])
        assert any(mark for _, mark in snippet)
        assert all(text for text, _ in snippet)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_may_be_asked(question: str) -> None:
    hits = INDEX.find(question)

    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(hit.match().snippet for hit in hits)


@given(st.text(max_size=30), st.sampled_from([" ", "-", "/", " - "]), st.text(max_size=30))
def test_a_name_is_the_same_without_its_signs(one: str, sign: str, other: str) -> None:
    ascii_one, ascii_other = (
        "".join(c for c in text if c.isascii() and c.isalnum()) for text in (one, other)
    )

    assert key_of(f"{ascii_one}{sign}{ascii_other}") == (ascii_one + ascii_other).lower()
    assert all(word.isalnum() for word in words_of(f"{ascii_one}{sign}{ascii_other}"))


CURATED: Final = {
    "Cy": "agents/cyclophosphamide",
    "cy": "agents/cyclophosphamide",
    "cyclophosphamide": "agents/cyclophosphamide",
    "cyclophosphamid": "agents/cyclophosphamide",
    "Cyclophosphamidé": "agents/cyclophosphamide",
    "cyclofosfamide": "agents/cyclophosphamide",
    "ATG": "agents/anti-thymocyte-globulin-unspecified",
    "rATG": "agents/anti-thymocyte-globulin-rabbit",
    "Thymoglobulin": "agents/anti-thymocyte-globulin-rabbit",
    "BCNU": "agents/carmustine",
    "Ara-C": "agents/cytarabine",
    "ara c": "agents/cytarabine",
    "arac": "agents/cytarabine",
    "G-CSF": "agents/filgrastim",
    "gcsf": "agents/filgrastim",
    "retuximab": "agents/rituximab",
    "alemtuzumb": "agents/alemtuzumab",
    "Campath": "agents/alemtuzumab",
    "lemtrada": "agents/alemtuzumab",
    "busulphan": "agents/busulfan",
    "L01AA01": "agents/cyclophosphamide",
    "MIST": "regimens/cyclophosphamide-200-ratg-6",
    "cy/atg": "regimens/cyclophosphamide-200-ratg-6",
    "Sweden 2024": "studies/silfverberg-2024",
    "BEAT-MS": "studies/beat-ms",
    "beatms": "studies/beat-ms",
    "StarMS": "studies/starms",
    "NEDA": "terms/neda",
    "what is NEDA": "terms/neda",
    "EDSS": "terms/edss",
    "day zero": "terms/day-zero",
    "30644983": "references/burt-2019",
    "10.1001/jama.2018.18743": "references/burt-2019",
    "ITP": "adverse_events/immune-thrombocytopenia",
    "conditioning": "stages/conditioning",
    "heart": "workup/heart",
}
"""Question -> the record that a person means, which must come first."""


@pytest.mark.parametrize("question", CURATED)
def test_the_record_that_is_meant_comes_first(question: str, curated: Catalogue) -> None:
    hit, *_ = curated.index.find(question)

    assert f"{hit.entry.kind}/{hit.entry.id}" == CURATED[question]


AMONG_THREE: Final = {
    "HSCT": "terms/autologous-haematopoietic-stem-cell-transplantation",
    "aHSCT": "procedure/procedure",
    "MIST": "studies/mist",
    "BEAM": "terms/beam",
    "NCT00273364": "studies/mist",
    "mobilization": "terms/mobilisation",
    "mobilisation": "stages/harvest",
    "TRM": "terms/treatment-related-mortality",
    "treatment-related mortality": "adverse_events/treatment-related-mortality",
    "second cancer": "adverse_events/malignancy",
    "washout": "workup/earlier-drugs",
    "outpatient mexico": "regimens/cyclophosphamide-rituximab-mexico",
    "progressive MS": "terms/secondary-progressive",
    "side effects of cyclophosphamide": "agents/cyclophosphamide",
    "EBMT guideline": "guidelines/ebmt-jacie-2020",
    "fever": "terms/febrile-neutropenia",
}
"""Question -> a record that must be among the first three."""


@pytest.mark.parametrize("question", AMONG_THREE)
def test_the_record_that_may_be_meant_is_among_the_first_three(
    question: str, curated: Catalogue
) -> None:
    first = curated.index.find(question)[:3]

    assert AMONG_THREE[question] in [f"{hit.entry.kind}/{hit.entry.id}" for hit in first]


def test_every_record_is_found_by_its_name_and_each_of_its_aliases(curated: Catalogue) -> None:
    lost = [
        (kind, id, name)
        for kind, id, record in curated.records()
        for name in (record.name, *record.aliases, id)
        if (kind, id)
        not in [(hit.entry.kind, hit.entry.id) for hit in curated.index.find(name) if hit.score > 9]
    ]

    assert lost == []
