"""python -m app: serve (default), check the curated data, or write the OpenAPI document."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Final

from app.catalogue import InvalidCatalogue, load_catalogue
from app.web.app import make_routes
from app.web.openapi import document
from app.web.server import CannotServe, serve
from app.web.settings import BadSetting, Settings, read_settings


def _serve() -> None:
    serve(read_settings(os.environ))


def _check() -> None:
    catalogue = load_catalogue()
    counts = ", ".join(f"{len(c)} {c.kind}" for c in catalogue.collections())
    print(f"The curated data keeps every rule: {counts}.")


def _openapi() -> None:
    made = asyncio.run(document(make_routes(load_catalogue(), Settings())))
    print(json.dumps(made, ensure_ascii=False, indent=2))


COMMANDS: Final[Mapping[str, tuple[Callable[[], None], str]]] = {
    "serve": (_serve, "serve the API (the default)"),
    "check": (_check, "check the curated data and print every fault"),
    "openapi": (_openapi, "print the OpenAPI document"),
}


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    told = "\n".join(f"  {name:8} {what}" for name, (_, what) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m app",
        description="Day Zero API",
        epilog=f"commands:\n{told}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", default="serve", choices=list(COMMANDS))
    command = parser.parse_args(arguments).command
    try:
        COMMANDS[command][0]()
    except InvalidCatalogue as error:
        print(error, file=sys.stderr)
        print(f"{len(error.faults)} faults in the curated data.", file=sys.stderr)
        return 1
    except (BadSetting, CannotServe) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
