"""Fuzzed: inputs that are nearly HTTP; each is answered in order or hung up on."""

import asyncio
import random
import time
from collections import Counter
from typing import Final

from benchmarks.client import HOST, get
from benchmarks.faults.world import PROBE, Figures, Server, pin_to_load, serving

INPUTS: Final = 100_000
AT_ONCE: Final = 64
WAIT: Final = 0.1
"""Seconds in which an answer begins, or the input was none that is answered yet."""

SEED: Final = 20261123

MOST_GROWTH: Final = 15.0
"""MB by which the memory may grow: the store of answers, and what Python keeps for later."""

PLAN: Final = (
    b'{"conditioning":"mist","day_zero":"2030-01-10",'
    b'"body":{"weight_kg":110,"height_cm":165,"sex":"female"}}'
)
JSON: Final = b"Content-Type: application/json\n"
CHUNKED: Final = b"Transfer-Encoding: chunked\n"
PREFLIGHT: Final = b"Access-Control-Request-Method: POST\n\n"
BODY: Final = b'21\r\n{"weight_kg":110,"height_cm":165,\r\nf\r\n"sex":"female"}\r\n0\r\n\r\n'
SEEDS: Final = tuple(
    seed.replace(b"\n", b"\r\n") + body
    for seed, body in (
        (b"GET /v1/agents?limit=2&fields=name HTTP/1.1\nHost: x\nAccept: */*\n\n", b""),
        (b"GET /v1/stages HTTP/1.1\nHost: x\nAccept-Encoding: gzip\nIf-None-Match: W/0\n\n", b""),
        (b"HEAD /docs HTTP/1.0\n\n", b""),
        (b"OPTIONS * HTTP/1.1\nHost: x\n\n", b""),
        (b"OPTIONS /v1/plans HTTP/1.1\nHost: x\nOrigin: http://a\n" + PREFLIGHT, b""),
        (b"POST /v1/plans HTTP/1.1\nHost: x\n%sContent-Length: %d\n\n" % (JSON, len(PLAN)), PLAN),
        (b"QUERY /v1/body-measures HTTP/1.1\nHost: x\n%s%s\n" % (JSON, CHUNKED), BODY),
        (b"GET /health/live HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: websocket\n\n", b""),
    )
)
PIECES: Final = (
    b"\r\n", b"\n", b"\r", b"\x00", b"\xff", b" ", b":", b"%00", b"%ff", b"%", b"?", b"#", b"//",
    b"HTTP/1.1", b"HTTP/9.9", b"\r\n\r\n", b"Host: y\r\n", b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip, chunked\r\n", b"fffffffff\r\n",
    b"Expect: 100-continue\r\n", b"\xe2\x80\xa8", b"a" * 9000, b"X: " + b"b" * 20_000 + b"\r\n",
    b'{"', b"[" * 2000, b"1e999", b"NaN", b"\\ud800", b"\xed\xa0\x80", b"null", b"true",
    b"If-Modified-Since: Thu, 99 Foo 0000\r\n", b"Accept: */*;q=nan\r\n", b"Range: bytes=0-\r\n",
    b"X-Forwarded-For: 1\r\n", b"Connection: close\r\n", b"Connection: keep-alive, upgrade\r\n",
)  # fmt: skip


def provoke(figures: Figures) -> None:
    pin_to_load()
    with serving() as server:
        asyncio.run(_fuzz(figures, server))


async def _fuzz(figures: Figures, server: Server) -> None:
    dice = random.Random(SEED)  # noqa: S311  the same inputs each time
    expected = get(server.port, "/v1/agents").body
    statuses: Counter[str] = Counter()
    await _send_all(server, dice, figures.scaled(INPUTS) // 10, statuses)  # memory settles
    await asyncio.sleep(1)
    rss, files = server.rss(), server.files()
    begun = time.monotonic()
    await _send_all(server, dice, figures.scaled(INPUTS), statuses)
    seconds = time.monotonic() - begun
    await asyncio.sleep(3)
    said = ", ".join(f"{status} {count:,}" for status, count in sorted(statuses.items()))
    figures.tell(
        f"{figures.scaled(INPUTS):,} inputs in {seconds:.0f} s, after a tenth of them; {said}"
    )
    figures.check(
        f"answered 500: {statuses['500']}; not an answer: {statuses['odd']}",
        good=not statuses["500"] and not statuses["odd"],
    )
    figures.check(
        f"memory {rss:.1f} to {server.rss():.1f} MB, open files {files} to {server.files()}",
        good=server.rss() - rss < MOST_GROWTH and server.files() <= files,
    )
    log = server.said
    figures.check(
        f"log {len(log.splitlines())} lines", good="Traceback" not in log and "failed" not in log
    )
    same = get(server.port, PROBE).status == 200 and get(server.port, "/v1/agents").body == expected
    figures.check("an ordinary request is answered as before", good=same)


async def _send_all(
    server: Server, dice: random.Random, count: int, statuses: Counter[str]
) -> None:
    left = iter(range(count))

    async def work() -> None:
        for _ in left:
            statuses[await _send(server.port, _input(dice), dice.random() < 0.3)] += 1

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def _input(dice: random.Random) -> bytes:
    """Make an input: one or two requests, changed in a few places."""
    made = bytearray(b"".join(dice.choices(SEEDS, k=dice.choice((1, 1, 1, 2)))))
    for _ in range(dice.choice((0, 1, 1, 2, 3, 8))):
        at = dice.randrange(len(made) + 1)
        end = min(len(made), at + dice.choice((0, 0, 1, 1, 4, 30)))
        made[at:end] = dice.choice(
            (
                dice.choice(PIECES), dice.choice(PIECES), dice.randbytes(dice.choice((1, 2, 8))),
                bytes(made[at:end]) * 2, b"",
            )
        )  # fmt: skip
    if dice.random() < 0.1:
        del made[dice.randrange(len(made) + 1) :]
    return bytes(made) if dice.random() > 0.02 else dice.randbytes(dice.randrange(1, 400))


async def _send(port: int, sent: bytes, split: bool) -> str:  # noqa: FBT001  thrown with dice
    """Send an input, whole or in two pieces; return the first status, or how it ended."""
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return "no connection"
    try:
        at = len(sent) // 2 if split else len(sent)
        writer.write(sent[:at])
        if split:
            await asyncio.sleep(0)
            writer.write(sent[at:])
        said = await asyncio.wait_for(reader.read(64), WAIT)
    except TimeoutError:
        return "waiting for more"
    except OSError:
        return "reset"
    finally:
        writer.transport.abort()
    if not said:
        return "hung up"
    words = said.split()
    is_answer = said.startswith(b"HTTP/1.1 ") and words[1].isdigit()
    return words[1].decode() if is_answer else "odd"
