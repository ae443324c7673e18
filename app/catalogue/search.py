"""Search: across every kind, by name, alias, brand, acronym, code and text; typing errors forgiven.

An inverted index of folded words. Each word of a question is looked up exactly and as the
beginning of a word, and only if that finds nothing as a misspelt one; a record must answer every
word. A record whose name, alias, code or id is the whole question comes before all others.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final, NamedTuple

WEIGHTS: Final[Mapping[str, float]] = {
    "name": 1.0, "aliases": 1.0, "id": 0.9, "registrations": 0.9, "identifiers": 0.9, "codes": 0.9,
    "statement": 0.5, "summary": 0.5, "correction": 0.4, "detail": 0.35, "citation": 0.35,
}  # fmt: skip
"""How much a word counts by the member in which it stands."""

OTHER_WEIGHT: Final = 0.2
"""How much it counts anywhere else, deeper inside the record."""

NAMING: Final = frozenset({"name", "aliases", "id", "registrations", "identifiers", "codes"})
"""Members that name the record: a question that is one of them has found it."""

NAMED_BONUS: Final = 10.0
"""More than any number of words can add up to, save for a question of many."""

MOST_WORDS: Final = 8
MOST_LONGER: Final = 200
"""Longer words that one beginning may stand for."""

FORGIVEN_FROM: Final = 4
"""Words shorter than this must be spelt right."""

AROUND: Final = 60
"""Characters of a snippet before the first word found; twice as many follow it."""

PASSED_OVER: Final = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how",
     "i", "in", "is", "it", "my", "of", "on", "or", "that", "the", "to", "was", "what", "when",
     "where", "which", "who", "why", "will", "with"}
)  # fmt: skip
"""Words of a question that ask for nothing, unless it has no others."""

_DASHES: Final = dict.fromkeys(range(0x2010, 0x2016), "-")
_TOKEN: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True)
class Entry:
    """A record as the index sees it."""

    kind: str
    id: str
    name: str
    texts: Mapping[str, tuple[str, ...]]
    """Member -> the texts that stand in it."""


class Place(NamedTuple):
    """A text of a record."""

    member: str
    text: str
    key: str
    """The text as a name; empty where it names nothing."""


class Match(NamedTuple):
    """Where in a record the answer stands."""

    member: str
    """Member of the record."""

    snippet: tuple[tuple[str, bool], ...]
    """The text around it in pieces, each with whether it is a word that was looked for."""


@dataclass(frozen=True)
class Question:
    """What is looked for."""

    key: str
    """The whole question as a name."""

    wanted: tuple[frozenset[str], ...]
    """For each word of the question the words that answer it."""

    @cached_property
    def any_wanted(self) -> frozenset[str]:
        """The words that answer any word of the question."""
        return frozenset(chain(*self.wanted))

    def answers(self, place: Place) -> bool:
        """Whether a place is the name asked for, or has any of the words."""
        return place.key == self.key or not self.any_wanted.isdisjoint(_kept_words(place.text))

    def fit(self, place: Place) -> tuple[bool, int, float]:
        """Say how well a place answers, for comparison with other places of the record."""
        words = _kept_words(place.text)
        answered = sum(not wanted.isdisjoint(words) for wanted in self.wanted)
        return place.key == self.key, answered, WEIGHTS.get(place.member, OTHER_WEIGHT)

    def snippet(self, place: Place) -> Iterator[tuple[str, bool]]:
        """Yield the text around the first word found, with an ellipsis where it was cut."""
        text = place.text
        if place.key == self.key:
            yield text, True
            return
        spans = [span for span in spans_of(text) if self._wants(text[slice(*span)])]
        first, stop = spans[0]
        begin = text.rfind(" ", 0, first - AROUND) + 1 if first > AROUND else 0
        end = text.find(" ", stop + 2 * AROUND)
        end = len(text) if end < 0 else end
        before = "\N{HORIZONTAL ELLIPSIS}" if begin else ""
        for start, stop in spans:
            if stop <= end:
                if start > begin:
                    yield before + text[begin:start], False
                yield text[start:stop], True
                before, begin = "", stop
        after = "\N{HORIZONTAL ELLIPSIS}" if end < len(text) else ""
        if after or end > begin:
            yield text[begin:end] + after, False

    def _wants(self, token: str) -> bool:
        return not self.any_wanted.isdisjoint(words_of(token))


class Hit(NamedTuple):
    """A record that answers a question."""

    score: float
    question: Question
    entry: Entry
    places: tuple[Place, ...]

    def match(self) -> Match:
        """Return where the answer stands best: in a name, then where most words stand."""
        question = self.question
        best = max(filter(question.answers, self.places), key=question.fit)
        return Match(best.member, tuple(self.question.snippet(best)))


def fold(text: str) -> str:
    """Fold a text for comparison, without case and accents.

    >>> fold("Cyclophosphamid\N{LATIN SMALL LETTER E WITH ACUTE}")
    'cyclophosphamide'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def spans_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a text begin and end; those joined by a dash are one."""
    return (found.span() for found in _TOKEN.finditer(text.translate(_DASHES)))


def tokens_of(text: str) -> list[str]:
    """Return the folded words of a text; those joined by a dash are one.

    >>> tokens_of("Ara-C, then G-CSF")
    ['ara-c', 'then', 'g-csf']
    """
    if text.isascii():
        return _TOKEN.findall(text.lower())
    plain = unicodedata.normalize("NFC", text).translate(_DASHES)
    # Folding can turn one letter into several, with signs between.
    return [part for token in _TOKEN.findall(plain) for part in _TOKEN.findall(fold(token))]


def words_of(text: str) -> list[str]:
    """Return the folded words of a text; `G-CSF` is `g`, `csf` and also `gcsf`.

    >>> words_of("Ara-C, G-CSF")
    ['ara', 'c', 'arac', 'g', 'csf', 'gcsf']
    """
    words: list[str] = []
    for token in tokens_of(text):
        if "-" in token:
            words += token.split("-")
        words.append(token.replace("-", ""))
    return words


def key_of(text: str) -> str:
    """Return a name without spaces and signs.

    >>> key_of("Ara-C") == key_of("ara c") == key_of("ARAC")
    True
    """
    return "".join(tokens_of(text)).replace("-", "")


class Index:
    """An index of records, built once. Records that answer equally well keep their order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple((entry, tuple(_places(entry))) for entry in entries)
        self._scores: dict[str, dict[int, float]] = {}
        self._named: dict[str, set[int]] = {}
        for number, (_, places) in enumerate(self._entries):
            for place in places:
                self._add(number, place)
        self._words = sorted(self._scores)
        self._long = [word for word in self._words if len(word) >= FORGIVEN_FROM]
        self._longer = lru_cache(maxsize=256)(self._find_longer)
        self._misspelt = lru_cache(maxsize=256)(self._find_misspelt)

    def _add(self, number: int, place: Place) -> None:
        if place.key:
            self._named.setdefault(place.key, set()).add(number)
        words = _kept_words(place.text)
        score = _score(place.member, len(words))
        for word in words:
            scores = self._scores.setdefault(word, {})
            if score > scores.get(number, 0.0):
                scores[number] = score

    def find(self, question: str, *, kinds: frozenset[str] | None = None) -> list[Hit]:
        """Return the records that answer a question, best first; none for an empty one."""
        ways = [self._ways(token) for token in _asked(question)]
        if not ways:
            return []
        found = _together([self._answers(ways_of_token) for ways_of_token in ways])
        key = key_of(question)
        for number in self._named.get(key, ()):
            found[number] = found.get(number, 0.0) + NAMED_BONUS
        ranked = sorted(
            (-round(score, 4), number)
            for number, score in found.items()
            if kinds is None or self._entries[number][0].kind in kinds
        )
        asked = Question(key, tuple(frozenset(chain(*chain(*each))) for each in ways))
        return [Hit(-score, asked, *self._entries[number]) for score, number in ranked]

    def _ways(self, token: str) -> list[list[Mapping[str, float]]]:
        """Return the ways in which a word of a question can be answered.

        Each way is what is like the word, or what is like each of the parts that a hyphen joins in
        it. A part of one letter says nothing, so `G-CSF` may not be `CSF`, unless nothing else is
        found.
        """
        parts = token.split("-")
        if len(parts) == 1:
            return [[self._longer(token) or self._misspelt(token)]]
        joined = self._longer("".join(parts))
        telling = [part for part in parts if len(part) > 1]
        if joined and len(telling) < len(parts):
            return [[joined]]
        return [[joined], [self._longer(part) or self._misspelt(part) for part in telling or parts]]

    def _answers(self, ways: list[list[Mapping[str, float]]]) -> dict[int, float]:
        """Return the records that answer in one of the ways, with the best of their scores."""
        best: dict[int, float] = {}
        for words in ways:
            for number, score in _together([self._having(similar) for similar in words]).items():
                best[number] = max(best.get(number, 0.0), score / len(words))
        return best

    def _having(self, words: Mapping[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, likeness in words.items():
            for number, score in self._scores[word].items():
                if likeness * score > best.get(number, 0.0):
                    best[number] = likeness * score
        return best

    def _find_longer(self, word: str) -> Mapping[str, float]:
        """Return the word, and those that begin with it, with how like it they are."""
        similar = {word: 1.0} if word in self._scores else {}
        if len(word) > 1:
            start = bisect_left(self._words, word)
            for longer in self._words[start : start + MOST_LONGER]:
                if not longer.startswith(word):
                    break
                similar.setdefault(longer, 0.6 + 0.3 * len(word) / len(longer))
        return similar

    def _find_misspelt(self, word: str) -> Mapping[str, float]:
        """Return the words that may have been meant, with how like this one they are."""
        if len(word) < FORGIVEN_FROM:
            return {}
        from rapidfuzz import process  # noqa: PLC0415  not before the first misspelt word
        from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415  as above

        close = process.extract(
            word,
            self._long,
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=0.7,
            limit=8,
        )
        return {other: 0.7 * likeness for other, likeness, _ in close}


def _places(entry: Entry) -> Iterator[Place]:
    for member, texts in entry.texts.items():
        for text in (unicodedata.normalize("NFC", text) for text in texts):
            key = key_of(text) if member in NAMING else ""
            yield Place(member, text, key)


@lru_cache(maxsize=1024)
def _score(member: str, words: int) -> float:
    """Return what a word counts in a member: more in a short text than in a long one."""
    return WEIGHTS.get(member, OTHER_WEIGHT) * (1 + 1 / max(words, 1))


@lru_cache(maxsize=32_768)
def _kept_words(text: str) -> frozenset[str]:
    """Return the words of a text of the catalogue, all of which have room here."""
    return frozenset(words_of(text))


def _asked(question: str) -> list[str]:
    """Return the words of a question that are looked up."""
    tokens = list(dict.fromkeys(tokens_of(question)))
    needed = [token for token in tokens if len(token) > 1 and token not in PASSED_OVER]
    return (needed or tokens)[:MOST_WORDS]


def _together(answers: list[dict[int, float]]) -> dict[int, float]:
    """Return the records that are in every answer, with their scores added up."""
    fewest, *others = sorted(answers, key=len)
    return {
        number: score + sum(other[number] for other in others)
        for number, score in fewest.items()
        if all(number in other for other in others)
    }
