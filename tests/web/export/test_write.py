"""What an export is known by."""

from pathlib import Path

import pytest

from app.web.export.write import is_export


@pytest.mark.parametrize(
    ("manifest", "is_ours"),
    [
        (b'{"format": "dayzero-export/1"}', True),
        (b'{"format": "letters"}', False),
        (b"{}", False),
        (b"[]", False),
        (b"{", False),
        (b"\xff", False),
        (None, False),
    ],
)
def test_an_export_is_known_by_its_manifest(
    manifest: bytes | None, *, is_ours: bool, tmp_path: Path
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_bytes(manifest)

    assert is_export(tmp_path) == is_ours
