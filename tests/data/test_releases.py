"""What was released stays as it was released."""

from app.catalogue import Catalogue


def test_the_data_is_what_was_released_under_its_version(curated: Catalogue) -> None:
    fault = curated.releases.fault()

    assert fault is None, fault


def test_every_release_can_be_read_and_follows_the_one_before(curated: Catalogue) -> None:
    newest, *older = curated.releases.all

    assert newest.version == curated.dataset.version
    assert newest.records["agents"] == len(curated.agents)
    assert all(release.released_on <= newest.released_on for release in older)
    assert [release.previous for release in curated.releases.all] == [
        *(release.version for release in older),
        None,
    ]
