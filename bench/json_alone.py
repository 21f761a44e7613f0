"""The JSON of a batch and nothing else: ``python -m bench.json_alone CASES OUT [ANSWERS]``.

Reads every line of CASES and writes it again, or, where ANSWERS are given, reads every line and
writes the answer that belongs to it. Prints the seconds this took; the answers are made into
objects beforehand, in chunks, outside the time.
"""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

import orjson

_CHUNK = 2_000


def same_lines(cases: BinaryIO, out: BinaryIO) -> float:
    start = perf_counter()
    for line in cases:
        out.write(orjson.dumps(orjson.loads(line)))
        out.write(b"\n")
    return perf_counter() - start


def answers_for(cases: BinaryIO, answers: BinaryIO, out: BinaryIO) -> float:
    taken = 0.0
    for chunk in _chunks(answers):
        start = perf_counter()
        for answer, line in zip(chunk, cases, strict=False):
            orjson.loads(line)
            out.write(orjson.dumps(answer))
            out.write(b"\n")
        taken += perf_counter() - start
    return taken


def _chunks(answers: BinaryIO) -> Iterator[list[object]]:
    while chunk := [orjson.loads(line) for line in islice(answers, _CHUNK)]:
        yield chunk


def main(cases: str, target: str, answers: str = "") -> None:
    with Path(cases).open("rb") as lines, Path(target).open("wb", buffering=1 << 20) as out:
        if not answers:
            print(same_lines(lines, out))
            return
        with Path(answers).open("rb") as told:
            print(answers_for(lines, told, out))


if __name__ == "__main__":
    main(*sys.argv[1:])
