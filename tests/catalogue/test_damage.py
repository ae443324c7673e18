"""Damaged data is refused in sentences, or is no damage."""

from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from app.catalogue import load
from app.catalogue.load import DATA
from app.catalogue.yaml import parse
from tests.catalogue.damage import SENTENCE, damage, load_damaged, mend
from tests.catalogue.world import World


def outcomes(folder: Path, seeds: range) -> tuple[int, int]:
    """Damage a folder once with each seed; return how often it was refused and how often not."""
    refused = 0
    for seed in seeds:
        before = damage(folder, Random(seed))  # noqa: S311  no secret
        files = {*folder.rglob("*.yaml"), *before}
        found = load_damaged(folder)
        mend(before)
        if isinstance(found, list):
            refused += 1
            assert found
            assert all(SENTENCE.fullmatch(fault) for fault in found), (seed, found)
            named = {folder / fault.partition(":")[0] for fault in found}
            assert {path.with_suffix(".yaml") for path in named} <= files, (seed, found)
    assert not isinstance(load_damaged(folder), list)  # everything was mended
    return refused, len(seeds) - refused


def test_the_fictional_data_survives_200_kinds_of_damage(world: World) -> None:
    refused, loaded = outcomes(world.folder, range(200))

    assert refused > 100
    assert loaded > 10  # some harm nobody, such as a lost note


def test_the_curated_data_survives_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Like `python -m benchmarks.damage`, but shorter: what was parsed once is not parsed again."""
    folder = copytree(DATA, tmp_path / "data")
    parsed: dict[bytes, object] = {}

    def parse_once(content: bytes) -> object:
        if content not in parsed:
            parsed[content] = parse(content)
        return parsed[content]

    monkeypatch.setattr(load, "parse", parse_once)

    refused, loaded = outcomes(folder, range(25))

    assert refused > 10
    assert loaded > 0
