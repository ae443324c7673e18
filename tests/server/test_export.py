"""The export of the curated data: what is in it, and what two common servers make of it."""

import json
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from app.catalogue import Catalogue
from app.rendering.fhir.face import MAKERS
from app.web.export.crawl import LEFT_OUT
from app.web.export.nginx import OWN
from app.web.export.write import export
from app.web.settings import Settings
from tests.conftest import Answer, Client
from tests.server.copies import Copy, http_server, nginx
from tests.server.process import PATIENCE, ROOT, environment_with, run

Document = dict[str, Any]

OLD: Final = {"manifest.json": b'{"format": "dayzero-export/1"}', "v1/old": b"old"}
"""An export in short."""


@pytest.fixture(scope="module")
def manifest(copy: Path) -> Document:
    document: Document = json.loads((copy / "manifest.json").read_bytes())
    return document


@pytest.fixture(scope="module")
def behind_nginx(copy: Path) -> Iterator[Copy]:
    with nginx(copy) as served:
        yield served


@pytest.fixture(scope="module")
def behind_python(copy: Path) -> Iterator[Copy]:
    with http_server(copy) as served:
        yield served


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# What is in it


def test_the_command_says_what_it_wrote_and_draws_no_bar_where_no_terminal_is(
    tmp_path: Path,
) -> None:
    ended = run("export", str(tmp_path / "copy"), public_url="https://api.example.org")

    assert (ended.status, ended.err) == (0, "")
    assert re.fullmatch(r"[\d,]+ files \([\d.]+ MB\) are in .+/copy\.\n", ended.out)
    schema = json.loads((tmp_path / "copy/v1/schemas/agent").read_bytes())
    assert schema["$id"] == "https://api.example.org/v1/schemas/agent"
    assert b"127.0.0.1" not in (tmp_path / "copy/nginx.conf").read_bytes()


def test_every_file_has_the_bytes_of_the_live_answer(
    copy: Path, manifest: Document, storeless_client: Client
) -> None:
    assert len(manifest["answers"]) > 1000
    joined = []
    for told in manifest["answers"]:
        written = (copy / told["file"]).read_bytes()
        live = [storeless_client.raw(asked) for asked in told["asked"]]
        assert live[0].headers["content-type"] == told["media_type"]
        if len(live) == 1:
            assert live[0].content == written, told["address"]
        else:
            joined.append(told["address"])
            assert json.loads(written) == whole_of([answer.json() for answer in live])

    assert {"/v1/references", "/v1/outcomes"} <= set(joined)
    assert len(joined) < 10


def whole_of(pages: list[Document]) -> Document:
    """Join the pages of a list, as a client that follows `next` would."""
    data = [record for page in pages for record in page["data"]]
    assert len(data) == pages[0]["page"]["total"]
    links = {**pages[0]["links"], "next": None}
    return {**pages[0], "data": data, "page": {**pages[0]["page"], "next_cursor": None},
            "links": links}  # fmt: skip


def test_the_manifest_and_the_sums_are_of_what_is_there(copy: Path, manifest: Document) -> None:
    there = contents(copy)
    told = {one["file"]: one for one in (*manifest["answers"], *manifest["files"])}
    sums = (line.split("  ", 1) for line in there["SHA256SUMS"].decode().splitlines())

    assert set(told) == set(there) - {"manifest.json", "SHA256SUMS"}
    for file, one in told.items():
        assert one["bytes"] == len(there[file])
        assert one["sha256"] == sha256(there[file]).hexdigest()
    assert {file: sum for sum, file in sums} == {
        file: sha256(body).hexdigest() for file, body in there.items() if file != "SHA256SUMS"
    }


def test_every_link_of_the_live_server_leads_to_a_file_or_a_redirect(
    manifest: Document, every_answer: Mapping[str, Answer]
) -> None:
    copied = {told["address"] for told in manifest["answers"]} | set(manifest["redirects"])
    lost = {
        address
        for address in every_answer
        if address not in copied
        and not LEFT_OUT.fullmatch(urlsplit(address).path)
        and "cursor=" not in address  # pages of lists that come whole
    }

    assert lost == set()


def test_every_documented_read_is_there(manifest: Document, contract: Document) -> None:
    paths = {urlsplit(told["address"]).path for told in manifest["answers"]}
    missing = [
        template
        for template, methods in contract["paths"].items()
        if "get" in methods
        and template != "/fhir/{type}"  # a search
        and not LEFT_OUT.fullmatch(template)
        and not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) for path in paths)
    ]

    assert missing == []


def test_every_fhir_resource_is_there_and_no_search(
    manifest: Document, storeless_client: Client
) -> None:
    there = {told["address"] for told in manifest["answers"] if "/fhir/" in told["address"]}
    served = {"/fhir/metadata"}
    for type in MAKERS:
        following: str | None = f"/fhir/{type}?_count=100"
        while following is not None:
            bundle = storeless_client.get(following).json()
            served |= {urlsplit(entry["fullUrl"]).path for entry in bundle["entry"]}
            links = {link["relation"]: link["url"] for link in bundle["link"]}
            following = links.get("next")

    assert len(served) > 200
    assert there == served


def test_every_list_is_whole_and_its_links_do_not_go_round(
    copy: Path, manifest: Document, curated: Catalogue
) -> None:
    lists = {}
    for told in manifest["answers"]:
        if told["media_type"] == "application/json" and told["file"] != "openapi.json":
            document = json.loads((copy / told["file"]).read_bytes())
            if "page" in document:
                lists[told["address"]] = document

    assert all(one["links"]["next"] is None for one in lists.values())
    assert all(one["page"]["total"] == len(one["data"]) for one in lists.values())
    for collection in (*curated.collections(), curated.outcomes):
        whole = lists[f"/v1/{collection.kind.replace('_', '-')}"]
        assert {one["id"] for one in whole["data"]} == {record.id for record in collection}


def test_the_dataset_is_there_in_one_file_and_line_by_line(copy: Path, curated: Catalogue) -> None:
    whole = json.loads((copy / "dataset.json").read_bytes())
    lines = [json.loads(line) for line in (copy / "dataset.ndjson").read_bytes().splitlines()]

    one_by_one = [
        {"kind": kind, "record": record}
        for kind, records in whole.items()
        for record in (records if isinstance(records, list) else [records])
    ]
    assert lines == one_by_one
    assert whole["dataset"]["version"] == curated.dataset.version
    assert {kind.kind: len(whole[kind.kind]) for kind in curated.collections()} == {
        kind.kind: len(kind) for kind in curated.collections()
    }
    assert whole["agents"][0] == json.loads(next(iter(curated.agents)).model_dump_json())


def test_what_an_operator_switches_on_is_nothing_to_an_export(
    manifest: Document, curated: Catalogue, tmp_path: Path
) -> None:
    contact = "mailto:security@example.org"
    busy = Settings(rate_limit="1/day", metrics=True, telemetry=True, security_contact=contact)

    export(curated, busy, tmp_path / "copy", lambda *_: None)

    assert json.loads((tmp_path / "copy/manifest.json").read_bytes()) == manifest
    addresses = {told["address"] for told in manifest["answers"]}
    assert "/.well-known/api-catalog" in addresses
    assert not addresses & {"/metrics", "/.well-known/security.txt"}


def test_two_exports_are_identical(copy: Path, curated: Catalogue, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []

    made = export(curated, Settings(), tmp_path / "copy", lambda *what: told.append(what))

    there = contents(tmp_path / "copy")
    assert there == contents(copy)
    assert (made.files, made.bytes) == (len(there), sum(map(len, there.values())))
    assert {what for what, _, _ in told} == {"Asking", "Writing"}
    assert told[-1] == ("Writing", made.files, made.files)


# Behind http.server


def test_python_serves_every_address_with_the_live_bytes(
    copy: Path, manifest: Document, behind_python: Copy
) -> None:
    with closing(Asker(behind_python)) as asker:
        for told in manifest["answers"]:
            if "?" not in told["address"]:
                status, _, body = asker.get(told["address"])
                assert (status, body) == (200, (copy / told["file"]).read_bytes())


def test_python_answers_a_query_with_the_whole_list_and_never_goes_round(
    copy: Path, behind_python: Copy
) -> None:
    with closing(Asker(behind_python)) as asker:
        _, _, body = asker.get("/v1/references?limit=50&cursor=abc")

    assert body == (copy / "v1/references/index.html").read_bytes()
    assert json.loads(body)["links"]["next"] is None


# Behind nginx


def test_nginx_serves_every_address_like_the_live_server(
    copy: Path, manifest: Document, behind_nginx: Copy, storeless_client: Client
) -> None:
    with closing(Asker(behind_nginx, follow=False)) as asker:
        for told in manifest["answers"]:
            status, headers, body = asker.get(told["address"])
            assert (status, body) == (200, (copy / told["file"]).read_bytes()), told["address"]
            assert headers["content-type"] == told["media_type"]
            live = storeless_client.raw(told["asked"][0]).headers
            live["link"] = re.sub(r'<[^>]*>; rel="next", ', "", live.get("link", ""))
            assert {name: headers.get(name) for name in live if name not in OWN} == {
                name: live[name] for name in live if name not in OWN
            }


def test_nginx_serves_the_other_files_with_their_types(
    copy: Path, manifest: Document, behind_nginx: Copy
) -> None:
    with closing(Asker(behind_nginx)) as asker:
        for told in manifest["files"]:
            _, headers, body = asker.get(f"/{told['file']}")
            assert headers["content-type"] == told["media_type"]
            assert body == (copy / told["file"]).read_bytes()


def test_nginx_says_when_the_data_was_released(behind_nginx: Copy, curated: Catalogue) -> None:
    with closing(Asker(behind_nginx)) as asker:
        _, headers, _ = asker.get("/v1/agents")

    year, month, day = curated.dataset.released_on.split("-")
    assert re.fullmatch(rf"\w+, {day} \w+ {year} 00:00:00 GMT", headers["last-modified"]), month


def test_nginx_redirects_every_former_name(manifest: Document, behind_nginx: Copy) -> None:
    with closing(Asker(behind_nginx, follow=False)) as asker:
        for alias, path in manifest["redirects"].items():
            status, headers, _ = asker.get(alias)
            assert (status, headers["location"]) == (308, path)


@pytest.mark.parametrize(
    ("target", "same_as"),
    [
        ("/v1/agents?limit=200", "/v1/agents"),
        ("/v1/agents?fields=name,codes.code&limit=5", "/v1/agents"),
        ("/v1/agents/", "/v1/agents"),
        ("/docs?anything=1", "/docs"),
        ("/?id=1", "/"),
    ],
)
def test_nginx_ignores_what_only_takes_something_away(
    target: str, same_as: str, behind_nginx: Copy
) -> None:
    with closing(Asker(behind_nginx)) as asker:
        assert asker.get(target)[2] == asker.get(same_as)[2]


@pytest.mark.parametrize(
    "target",
    [
        *("/v1/agents?q=mesna", "/v1/agents?cursor=abc", "/v1/agents?limit=5&stage=harvest"),
        *("/v1/outcomes?measure=neda", "/v1/search?q=a", "/v1/nothing", "/nothing", "/health/live"),
        *("/v1/agents?../../manifest.json", "/v1/agents?..", "/v1/agents?x=$uri", "/v1/agents?0"),
        *(
            "/v1/agents?%2e%2e/%2e%2e/manifest.json",
            "/v1/agents?/etc/passwd",
            "/_queries/v1/agents",
        ),
    ],
)
def test_nginx_refuses_what_it_has_no_file_for_with_a_problem(
    target: str, behind_nginx: Copy
) -> None:
    with closing(Asker(behind_nginx)) as asker:
        status, headers, body = asker.get(target)

    problem = json.loads(body)
    assert (status, problem["status"], problem["code"]) == (404, 404, "not-found")
    assert headers["content-type"] == "application/problem+json"
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(("path", "status"), [("/v1/agents", 405), ("/v1/plans", 404)])
def test_nginx_computes_nothing(path: str, status: int, behind_nginx: Copy) -> None:
    with closing(Asker(behind_nginx)) as asker:
        answered, headers, body = asker.ask("POST", path)

    assert (answered, json.loads(body)["status"]) == (status, status)
    assert headers.get("allow") == ("GET, HEAD" if status == 405 else None)


# What goes wrong on the way


def test_a_killed_export_leaves_the_old_one_whole_and_the_next_cleans_up(tmp_path: Path) -> None:
    folder = old_export(tmp_path)
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", "app", "export", str(folder)],
        cwd=ROOT, env=environment_with(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as writing:  # fmt: skip
        end = time.monotonic() + PATIENCE
        while len(list(tmp_path.glob(".copy.*.export/v1/**/*"))) < 20:
            assert writing.poll() is None, "It was faster than the test."
            assert time.monotonic() < end
            time.sleep(0.005)
        writing.send_signal(signal.SIGKILL)

    assert contents(folder) == OLD
    assert len(list(tmp_path.iterdir())) == 2  # the old one and what was left

    ended = run("export", str(folder))

    assert ended.status == 0
    assert list(tmp_path.iterdir()) == [folder]
    assert "v1/old" not in contents(folder)


def test_a_disk_that_takes_no_more_leaves_the_old_export_whole(tmp_path: Path) -> None:
    """No file may be longer than 100,000 bytes: the system itself cuts a write short."""
    folder = old_export(tmp_path)

    ended = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "app", "export", str(folder)],
        cwd=ROOT, env=environment_with(), capture_output=True, text=True, check=False,
        timeout=PATIENCE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"{folder} could not be written (file too large); what was there is as it was.\n"
    )
    assert contents(folder) == OLD
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_of_somebody_else_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": "letters"}', encoding="utf-8")

    ended = run("export", str(tmp_path))

    assert (ended.status, ended.out) == (1, "")
    assert ended.err == f"{tmp_path} is not an export and not empty; name another folder.\n"


def old_export(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    for name, content in OLD.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


class Asker:
    """Asks one server, over one connection where it keeps one."""

    def __init__(self, copy: Copy, *, follow: bool = True) -> None:
        self._http = HTTPConnection("127.0.0.1", copy.port, timeout=PATIENCE)
        self._follow = follow

    def get(self, target: str) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = self.ask("GET", target)
        if self._follow and status in (301, 308):
            return self.ask("GET", headers["location"])
        return status, headers, body

    def ask(self, method: str, target: str) -> tuple[int, dict[str, str], bytes]:
        self._http.request(method, target)
        answer = self._http.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()

    def close(self) -> None:
        self._http.close()
