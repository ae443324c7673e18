"""Files -> what an nginx server has to be told, so that it answers like the API.

Types and headers are those of the live answers. A query is answered from the file that has that
very query, or not at all: a filter that is silently ignored would show a reader wrong figures.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from app.web.export.crawl import IGNORED, Kept
from app.web.export.layout import QUERIES

OWN: Final = frozenset(
    {"content-type", "content-length", "etag", "last-modified", "date", "x-request-id", "vary",
     "link", "ratelimit", "ratelimit-policy"}
)  # fmt: skip
"""Headers that nginx writes itself, or that belong to one answer alone."""

SAFE: Final = r"[^A-Za-z0-9_=&,.%-]|\.\."
"""What no query that has a file holds; above all no way out of the folder."""

HEAD: Final = """\
# A static copy of the Day Zero API. Put into a server block of nginx:
#
#     server {{
#         listen 8080;
#         root /path/to/this/folder;
#         include /path/to/this/folder/nginx.conf;
#     }}

absolute_redirect off;
gzip on;
gzip_vary on;
gzip_types application/json application/schema+json text/css text/javascript image/svg+xml;

# limit and fields only take something away: a copy answers in full. Any other query has a file of
# its own, or no answer.
set $asked $args;
if ($asked ~ "^{ignored}$") {{ set $asked ""; }}
if ($asked ~ "{unsafe}") {{ set $asked "refused"; }}
if ($asked != "") {{ rewrite "^(/(?:{data})(?:/.*)?)$" /{queries}$1/$asked? last; }}
rewrite "^(/.+)/$" $1 permanent;

"""

PROBLEM: Final = """\
error_page {status} @problem-{status};
location @problem-{status} {{
    default_type application/problem+json;
    add_header access-control-allow-origin "*" always;
    add_header x-content-type-options nosniff always;{more}
    return {status} '{body}';
}}
"""

ALLOW: Final[Mapping[int, str]] = {405: '\n    add_header allow "GET, HEAD" always;'}
"""Status -> what belongs to a problem of that status alone."""


class Manner(NamedTuple):
    """How files are sent: their type and their headers."""

    media_type: str
    headers: tuple[tuple[str, str], ...]


def nginx_conf(
    files: Mapping[str, Kept],
    *,
    others: Mapping[str, str],
    redirects: Mapping[str, str],
    problems: Mapping[int, str],
) -> str:
    """Write the configuration; most files share one manner, the others have a location each.

    `others` are the types of files that are no answer, `problems` the bodies of errors by status.
    """
    manners = {file: _manner(kept) for file, kept in files.items()}
    ((usual, _),) = Counter(manners.values()).most_common(1)
    uris = {file: _uri(kept) for file, kept in files.items()} | {
        file: f"/{file}" for file in others
    }
    manners |= {file: Manner(kind, usual.headers) for file, kind in others.items()}
    head = HEAD.format(
        ignored=IGNORED.pattern, unsafe=SAFE, data="|".join(_trees(files.values())),
        queries=QUERIES,
    )  # fmt: skip
    return "\n".join(
        [
            head,
            *(
                PROBLEM.format(status=status, body=body, more=ALLOW.get(status, ""))
                for status, body in problems.items()
            ),
            _location("/", usual, "$uri $uri/index.html"),
            *(
                _location(f'= "{uris[file]}"', manner, f'"/{file}"')
                for file, manner in manners.items()
                if manner != usual
            ),
            *(
                f'location = "{alias}" {{ return 308 "{path}"; }}'
                for alias, path in sorted(redirects.items())
            ),
            "",
        ]
    )


def _trees(answers: Iterable[Kept]) -> list[str]:
    """Return the first parts of the paths below which a query decides what is answered."""
    return sorted(
        {
            kept.address.split("/")[1].partition("?")[0]
            for kept in answers
            if "json" in kept.media_type
        }
    )


def _manner(kept: Kept) -> Manner:
    headers = ((name, value) for name, value in kept.headers.items() if name not in OWN)
    return Manner(kept.media_type, tuple(sorted(headers)))


def _uri(kept: Kept) -> str:
    """Return where nginx looks for an answer, after a query was made a part of the path."""
    path, mark, query = kept.address.partition("?")
    return f"/{QUERIES}{path}/{query}" if mark else path


def _location(where: str, manner: Manner, files: str) -> str:
    headers = "".join(
        f'    add_header {name} "{_quoted(value)}";\n' for name, value in manner.headers
    )
    return (
        f'location {where} {{\n    types {{}}\n    default_type "{_quoted(manner.media_type)}";\n'
        f"{headers}    try_files {files} =404;\n}}"
    )


def _quoted(value: str) -> str:
    """Write a value between double quotes; a dollar sign would begin a variable of nginx."""
    assert "$" not in value
    return value.replace("\\", r"\\").replace('"', r"\"")
