"""Damage the curated data many times over: every time it is refused in sentences, or is valid."""

import sys
from collections import Counter
from pathlib import Path
from random import Random
from shutil import copytree
from tempfile import TemporaryDirectory

from app.catalogue.load import DATA
from tests.catalogue.damage import SENTENCE, damage, load_damaged, mend


def main(times: int) -> int:
    """Damage a copy so many times; return 1 if anything but a sentence came of it."""
    told: Counter[str] = Counter()
    with TemporaryDirectory() as temporary:
        folder = copytree(DATA, Path(temporary) / "data")
        for seed in range(times):
            before = damage(folder, Random(seed))  # noqa: S311  no secret
            told[_outcome(folder, seed)] += 1
            mend(before)
    print(", ".join(f"{count} {what}" for what, count in told.most_common()))
    return 1 if told["failed"] else 0


def _outcome(folder: Path, seed: int) -> str:
    try:
        found = load_damaged(folder)
    except Exception as error:  # noqa: BLE001  finding one is what this is for
        print(f"seed {seed}: {error!r}")
        return "failed"
    if not isinstance(found, list):
        return "loaded"
    bad = [fault for fault in found if not SENTENCE.fullmatch(fault)]
    print(*(f"seed {seed}: not a sentence: {fault!r}" for fault in bad), sep="\n", end="")
    return "failed" if bad else "refused"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200))
