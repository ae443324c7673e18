"""data -> Catalogue, or every fault at once; never anything else."""

from pathlib import Path
from random import Random

import pytest

from app.catalogue import Catalogue, CatalogueError, InvalidCatalogue, load_catalogue
from app.catalogue.load import MANY
from tests.catalogue.world import Edit, World


def test_the_small_world_loads(small: Catalogue) -> None:
    sizes = {kind: len(getattr(small, kind)) for kind in MANY}

    assert sizes == {
        "stages": 4, "agents": 3, "regimens": 3, "studies": 2, "guidelines": 1,
        "adverse_events": 1, "workup": 1, "claims": 2, "terms": 2, "references": 2,
    }  # fmt: skip
    assert (small.procedure.id, small.condition.id) == ("procedure", "condition")
    assert small.dataset.version == "2030.01.0"


def test_stages_are_in_their_order_and_not_in_that_of_the_alphabet(small: Catalogue) -> None:
    assert [stage.id for stage in small.stages] == [
        *("harvest", "processing", "conditioning", "reinfusion")
    ]


def test_claims_are_in_their_order(small: Catalogue) -> None:
    assert [claim.id for claim in small.claims] == ["exemplan-cures", "cells-are-own"]


def test_other_records_are_in_the_order_of_their_ids(small: Catalogue) -> None:
    assert [agent.id for agent in small.agents] == ["antiserum", "exemplan", "growan"]


def test_a_copy_of_the_world_has_no_fault(world: World) -> None:
    assert world.faults() == []


def test_an_invalid_catalogue_says_every_fault_on_a_line(world: World) -> None:
    world.write("agents/a.yaml", "- a list")
    world.write("notes.txt", "a note")

    with pytest.raises(CatalogueError) as refused:
        world.load()

    assert str(refused.value) == (
        "notes.txt: is not a file of any kind of record.\n"
        "agents/a.yaml: is not a mapping of members to values."
    )


@pytest.mark.parametrize("file", ["dataset.yaml", "procedure.yaml", "condition.yaml"])
def test_a_file_that_must_be_there_is_missed(world: World, file: str) -> None:
    (world.folder / file).unlink()

    (fault,) = world.faults()

    assert fault.startswith(f"{file}: [Errno 2] No such file or directory")


def test_an_empty_folder_misses_all_that_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalogue) as refused:
        load_catalogue(tmp_path / "nowhere")

    assert [fault.split(":")[0] for fault in refused.value.faults] == [
        *("dataset.yaml", "procedure.yaml", "condition.yaml", "vectors.yaml")
    ]


def test_a_folder_is_no_record(world: World) -> None:
    (world.folder / "agents" / "oldan.yaml").mkdir()

    (fault,) = world.faults()

    assert fault.startswith("agents/oldan.yaml: [Errno 21] Is a directory")


@pytest.mark.parametrize(
    "file",
    [
        *("notes.txt", "agents.yaml", "agents/exemplan.yml", "agents/README.md"),
        *("agents/old/exemplan.yaml", "drugs/exemplan.yaml", ".hidden"),
    ],
)
def test_a_file_that_is_no_record_is_a_stray(world: World, file: str) -> None:
    world.write(file, world.read("agents/exemplan.yaml"))

    assert world.faults() == [f"{file}: is not a file of any kind of record."]


def test_a_folder_may_explain_itself(world: World) -> None:
    world.write("README.md", "What the words mean.")

    assert world.faults() == []


@pytest.mark.parametrize("content", ["", "# nothing", "- a\n- b", "text", "7", "true"])
def test_a_record_is_a_mapping(world: World, content: str) -> None:
    world.write("terms/graft.yaml", content)

    assert world.faults() == ["terms/graft.yaml: is not a mapping of members to values."]


@pytest.mark.parametrize("id", ["graft", "another", "null"])
def test_a_record_has_no_id_but_its_file_name(world: World, id: str) -> None:
    world.edit([Edit("terms/graft.yaml", "name:", f"id: {id}\nname:")])

    assert world.faults() == ["terms/graft.yaml: has an id; the file name is the id."]


@pytest.mark.parametrize("name", ["Graft", "a graft", "graft_2", "graft-", ".graft", "g" * 65])
def test_a_file_name_is_an_id(world: World, name: str) -> None:
    world.write(f"terms/{name}.yaml", world.read("terms/graft.yaml"))

    (fault,) = world.faults()

    assert fault.startswith(f"terms/{name}.yaml: id: String should ")


def test_there_are_four_stages_and_no_other(world: World) -> None:
    world.write("stages/waiting.yaml", world.read("stages/harvest.yaml"))

    (fault,) = world.faults()

    assert fault.startswith("stages/waiting.yaml: ")
    assert "'waiting'" in fault
    assert ": : " not in fault  # a path is never empty


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (
            Edit("terms/graft.yaml", "name:", "colour: red\nname:"),
            "terms/graft.yaml: colour: Extra inputs are not permitted.",
        ),
        (
            Edit("terms/graft.yaml", "name: Graft", ""),
            "terms/graft.yaml: name: Field required.",
        ),
        (
            Edit("terms/graft.yaml", "[doe-2020]", "[]"),
            "terms/graft.yaml: sources: Tuple should have at least 1 item after validation, not 0.",
        ),
        (
            Edit("terms/graft.yaml", "name: Graft", "name: 5"),
            "terms/graft.yaml: name: Input should be a valid string.",
        ),
        (
            Edit("terms/graft.yaml", "[harvest]", "[storage]"),
            (
                "terms/graft.yaml: stages.0: Input should be 'harvest', 'processing', '"
                "conditioning' or 'reinfusion'."
            ),
        ),
        (
            Edit("regimens/exemplan-200.yaml", "value: 50,", "value: '50',"),
            (
                "regimens/exemplan-200.yaml: dose_lines.0.dose.value: Value error, must be a"
                " number written without quotes."
            ),
        ),
        (
            Edit("regimens/exemplan-200.yaml", "value: 50, unit: mg/kg,", "value: 50,"),
            (
                "regimens/exemplan-200.yaml: dose_lines.0.dose: Value error, a quantity with a"
                " number needs a unit."
            ),
        ),
        (
            Edit("regimens/exemplan-200.yaml", "value: 0.5,", "value: 0.00001,"),
            (
                "regimens/exemplan-200.yaml: dose_lines.1.dose.value: Value error, must have at"
                " most four decimal places."
            ),
        ),
        (
            Edit("dataset.yaml", "https:", "http:"),
            r"dataset.yaml: licence_url: String should match pattern '^https://\S+$'.",
        ),
        (
            Edit("terms/graft.yaml", "name: Graft", "name: Graft\nname: Transplant"),
            (
                "terms/graft.yaml: is not valid YAML: the key 'name' stands twice in"
                ' "<byte string>", line 2, column 1.'
            ),
        ),
        (
            Edit("terms/graft.yaml", "name: Graft", "7: seven\nname: Graft"),
            "terms/graft.yaml: 7: Extra inputs are not permitted.",
        ),
    ],
)
def test_a_fault_in_a_file_is_a_sentence(world: World, edit: Edit, fault: str) -> None:
    world.edit([edit])

    assert world.faults() == [fault]


def test_a_fault_in_a_stage_says_where_in_the_file(world: World) -> None:
    world.edit([Edit("stages/harvest.yaml", "what_to_expect: Not much.\n", "")])

    (fault,) = world.faults()

    assert fault.startswith("stages/harvest.yaml: ")
    assert fault.endswith("what_to_expect: Field required.")


@pytest.mark.parametrize(
    "edit",
    [
        Edit("procedure.yaml", "after: conditioning, may_overlap: false",
             "after: conditioning, may_overlap: no"),
        Edit("procedure.yaml", "after: processing, may_overlap: true",
             "after: processing, may_overlap: 1"),
        Edit("stages/reinfusion.yaml", "live: false", "live: 'off'"),
        Edit("stages/reinfusion.yaml", "doses: 2", "doses: '2'"),
        Edit("claims/exemplan-cures.yaml", "order: 1", "order: true"),
        Edit("claims/exemplan-cures.yaml", "order: 1", "order: '1'"),
        Edit("regimens/exemplan-open.yaml", "[-4]", "['-4']"),
    ],
    ids=lambda edit: edit.new,
)  # fmt: skip
def test_a_value_of_another_type_is_not_guessed_at(world: World, edit: Edit) -> None:
    world.edit([edit])

    assert len(world.faults()) == 1


@pytest.mark.parametrize("day", ["2030-02-30", "2030-13-01", "0000-01-01", "\uff12030-01-10"])
def test_a_release_is_on_a_day_that_there_is(world: World, day: str) -> None:
    world.edit([Edit("dataset.yaml", "2030-01-10", day)])

    assert len(world.faults()) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"name: \xff",
        b"name: \0",
        b"name: [",
        b"{{ name }}: Graft",
        b"name: !!int ''",
        b"name: &name [*name]",
        b"name: " + b"[" * 900 + b"]" * 900,
        b"name: " + b"{a: " * 900 + b"}" * 900,
        b"name: " + b"9" * 5000,
        b"[" * 5000 + b"]" * 5000,
    ],
    ids=["bytes", "nul", "open", "template", "tag", "loop", "deep", "deeper", "long", "deepest"],
)
def test_a_file_that_is_broken_is_refused_by_name(world: World, content: bytes) -> None:
    world.write("terms/graft.yaml", content)

    faults = world.faults()

    assert faults
    assert all(fault.startswith("terms/graft.yaml: ") for fault in faults)


def test_an_alias_may_share_a_claim_within_a_file(world: World) -> None:
    world.edit(
        [
            Edit("procedure.yaml", "aim: {", "aim: &said {"),
            Edit("procedure.yaml",
                 "rationale: {value: Tests need a small world., evidence: reported,"
                 " sources: [doe-2020]}", "rationale: *said"),
        ]
    )  # fmt: skip

    catalogue = world.load()

    assert catalogue.procedure.rationale == catalogue.procedure.aim


def test_faults_of_many_files_are_reported_at_once(world: World) -> None:
    (world.folder / "dataset.yaml").unlink()
    world.write("notes.txt", "a note")
    world.write("terms/graft.yaml", "name: Graft")
    world.write("agents/exemplan.yaml", "name: [")

    faults = world.faults()

    assert [fault.split(": ")[:2] for fault in faults] == [
        ["notes.txt", "is not a file of any kind of record."],
        ["dataset.yaml", "[Errno 2] No such file or directory"],
        ["agents/exemplan.yaml", "is not valid YAML"],
        ["terms/graft.yaml", "summary"],  # each missing member by itself
        ["terms/graft.yaml", "sources"],
    ]


SURPRISES = [
    *("null", "true", "no", "-1", "0", "0.00001", "1e3", "9" * 400, "-0.0", ".nan", "2030-01-10"),
    *("''", "[]", "{}", "[[]]", "{a: b}", "{[a]: b}", "&a [*a]", "*b", "!!int ''", "!!set {a}"),
    *("\0", "\t", "\N{SNOWMAN}", "\u202e", "a" * 5000, "50 mg per kg", "exemplan", "poe-1999"),
]
"""Values that a curator, or a cat, may leave in a file."""


def test_whatever_is_done_to_the_files_they_load_or_are_refused(world: World) -> None:
    """200 random edits, the same in every run."""
    random = Random(20300110)  # noqa: S311  no secret
    files = sorted(world.folder.rglob("*.yaml"))
    loaded = 0

    for _ in range(200):
        path = random.choice(files)
        before = path.read_bytes()
        path.write_bytes(_mutated(before.decode(), random).encode())
        faults = world.faults()
        loaded += not faults
        path.write_bytes(before)
        assert all(fault.endswith(".") and "\n" not in fault for fault in faults)

    assert 0 < loaded < 200  # some edits do no harm, most do


def _mutated(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(lines))
    line = lines[at]
    match random.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(random.randrange(len(lines)), line)
        case 2:
            lines[at] = line.split(":")[0] + f": {random.choice(SURPRISES)}\n"
        case 3:
            place = random.randrange(len(line))
            lines[at] = line[:place] + random.choice("[]{}:,#&*!|>'\"%@`-?~ \n0aA") + line[place:]
        case 4:
            place = random.randrange(len(line))
            lines[at] = line[:place] + line[place + 1 :]
        case _:
            words = line.split(" ")
            words[random.randrange(len(words))] = random.choice(SURPRISES)
            lines[at] = " ".join(words)
    return "".join(lines)
