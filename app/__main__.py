"""python -m app: serve (default), check or record the data, print the contract, export."""

import argparse
import asyncio
import io
import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.catalogue import CannotRelease, InvalidCatalogue, load_catalogue
from app.web.app import make_routes
from app.web.export.errors import CannotExport
from app.web.export.progress import Progress
from app.web.openapi import document
from app.web.server import CannotServe, serve
from app.web.settings import BadSetting, Settings, read_settings


def _serve(_: Namespace) -> None:
    serve(read_settings(os.environ))


def _check(_: Namespace) -> None:
    catalogue = load_catalogue()
    fault = catalogue.releases.fault()
    if fault is not None:
        raise CannotRelease(fault)
    counts = ", ".join(f"{len(c)} {c.kind}" for c in catalogue.collections())
    print(f"The curated data keeps every rule: {counts}.")


def _openapi(_: Namespace) -> None:
    made = asyncio.run(document(make_routes(load_catalogue(), Settings())))
    print(json.dumps(made, ensure_ascii=False, indent=2))


def _release(_: Namespace) -> None:
    path = load_catalogue().releases.record()
    print(f"The release is recorded in {path.parent.name}/{path.name}.")


def _export(arguments: Namespace) -> None:
    if sys.platform == "win32":
        raise CannotExport("An export needs a POSIX system, such as Linux or macOS.")
    from app.web.export.write import export  # noqa: PLC0415  there is no fcntl on Windows

    progress = Progress()
    try:
        made = export(load_catalogue(), read_settings(os.environ), arguments.folder, progress.tell)
    finally:
        progress.end()
    print(f"{made.files:,} files ({made.bytes / 1e6:.1f} MB) are in {arguments.folder}.")


COMMANDS: Final[Mapping[str, tuple[Callable[[Namespace], None], str]]] = {
    "serve": (_serve, "serve the API (the default)"),
    "check": (_check, "check the curated data and print every fault"),
    "openapi": (_openapi, "print the OpenAPI document"),
    "release": (_release, "record the curated data as the release that its version names"),
    "export": (_export, "write every answer into a folder, as a copy that needs no server"),
}


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    given = _parser().parse_args(arguments)
    try:
        COMMANDS[given.command or "serve"][0](given)
        sys.stdout.flush()
    except InvalidCatalogue as error:
        print(error, file=sys.stderr)
        print(f"{len(error.faults)} faults in the curated data.", file=sys.stderr)
        return 1
    except (BadSetting, CannotServe, CannotRelease, CannotExport) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The system refused: {(error.strerror or str(error)).lower()}.", file=sys.stderr)
        sys.stdout = io.StringIO()  # what waits to be written would fail once more at the end
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description="Day Zero API")
    commands = parser.add_subparsers(title="commands", dest="command")
    for name, (_, what) in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name == "export":
            command.add_argument("folder", type=Path, help="the folder to write, or to replace")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
