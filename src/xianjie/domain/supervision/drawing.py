"""Drawing bodies and inspectors from lists and a seed: pure, so that anybody can draw again.

A body of weight w has w tickets. A ticket is the SHA-256 of the seed, the body's number and the
ticket's own, 1 to w, each on a line; who holds the smallest ticket comes out first. So a body of
weight 3 is three times as likely to be first as one of weight 1, and nobody is drawn twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xianjie.domain.supervision.errors import SupervisionError
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that may be drawn: its number in the filing register, its name, its weight."""

    number: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Lists:
    """All that a draw is made of but the seed. Inspectors are told by a code, not by a name."""

    area: str
    count: int  # of bodies
    each: int  # inspectors to a body
    bodies: Sequence[Candidate]
    inspectors: Sequence[str]
    conflicts: Mapping[str, Sequence[str]]  # by a body's number, who stays away from it

    def as_json(self) -> dict[str, object]:
        return {
            "area": self.area,
            "count": self.count,
            "each": self.each,
            "bodies": [
                {"number": one.number, "name": one.name, "weight": one.weight}
                for one in self.bodies
            ],
            "inspectors": list(self.inspectors),
            "conflicts": {body: list(codes) for body, codes in self.conflicts.items()},
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the lists as JSON with sorted keys and no spaces."""
        told = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()

    def free_for(self, body: str) -> list[str]:
        away = set(self.conflicts.get(body, ()))
        return [one for one in self.inspectors if one not in away]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A body that came out, and who inspects it."""

    body: Candidate
    inspectors: tuple[str, ...]


def lists_of(told: Mapping[str, Any]) -> Lists:
    """Lists from their JSON; raises `SupervisionError` for what is not in that form."""
    try:
        return Lists(
            str(told["area"]),
            int(told["count"]),
            int(told["each"]),
            [
                Candidate(str(one["number"]), str(one["name"]), int(one["weight"]))
                for one in told["bodies"]
            ],
            [str(one) for one in told["inspectors"]],
            {str(body): list(map(str, codes)) for body, codes in told["conflicts"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SupervisionError(
            Text(
                "名单的格式不对；请用公示页下载的 JSON",
                "the lists are not in their form; use the JSON of the public page",
            )
        ) from error


def draw(lists: Lists, seed: str) -> list[Drawn]:
    """The bodies that come out, in order, each with its inspectors."""
    ordered = sorted(lists.bodies, key=lambda one: (_smallest(seed, one), one.number))
    return [Drawn(one, _inspectors(lists, seed, one.number)) for one in ordered[: lists.count]]


def _smallest(seed: str, one: Candidate) -> bytes:
    return min(_ticket(seed, one.number, str(place)) for place in range(1, one.weight + 1))


def _inspectors(lists: Lists, seed: str, body: str) -> tuple[str, ...]:
    free = sorted(lists.free_for(body), key=lambda one: (_ticket(seed, body, one), one))
    return tuple(free[: lists.each])


def _ticket(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode()).digest()


def require_drawable(lists: Lists) -> None:
    """Raises `SupervisionError` where there are too few bodies, or inspectors for one of them."""
    if not 0 < lists.count <= len(lists.bodies):
        raise SupervisionError(
            Text(
                f"要抽 {lists.count} 家，名单上有 {len(lists.bodies)} 家；请改家数",
                f"{lists.count} to be drawn and {len(lists.bodies)} on the list; give another "
                "number",
            )
        )
    if lists.each < 1 or any(len(lists.free_for(one)) < lists.each for one in _numbers(lists)):
        raise SupervisionError(
            Text(
                f"有的机构可派的督导员不足 {lists.each} 人；请减少人数，或增加督导员",
                f"for some body there are fewer than {lists.each} supervisors; send fewer, or add "
                "supervisors",
            )
        )


def _numbers(lists: Lists) -> Iterable[str]:
    return (one.number for one in lists.bodies)
