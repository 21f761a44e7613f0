"""An honest province of bodies over three years, made of numbers: seasons, sizes, deadlines.

Nothing here is a real person or body. Columns are numpy arrays, a table a mapping of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

FIRST, LAST = date(2020, 1, 1), date(2022, 12, 31)
DEADLINES = (date(2020, 9, 30), date(2020, 12, 31), date(2021, 3, 31))
_EPOCH = np.datetime64("1970-01-01")
OCCUPATIONS = [f"职业{number}" for number in range(40)]
# How busy the months are: little around the Spring Festival, most before the summer and winter.
_MONTHS = np.array([0.7, 0.35, 0.8, 1.0, 1.2, 1.4, 1.1, 0.7, 1.0, 1.0, 1.3, 1.5])
_RUSH = 1.9  # how much busier everybody is in the two weeks before a deadline

Table = dict[str, NDArray[Any]]


@dataclass
class World:
    """Tables, and what each body is like."""

    tables: dict[str, Table]
    seats: NDArray[np.int64]
    chance: np.random.Generator
    next_person: int
    next_certificate: int
    serials: dict[int, int] = field(default_factory=dict)

    @property
    def bodies(self) -> int:
        return len(self.seats)

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            pa.parquet.write_table(_arrow(table), folder / f"{name}.parquet")


def day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def make(bodies: int, seed: int) -> World:
    """So many honest bodies."""
    chance = np.random.default_rng(seed)
    sittings = _sittings(bodies, chance)
    seats = chance.integers(60, 240, bodies)
    order = np.lexsort((sittings["from_on"], sittings["owner"]))
    sittings = {name: values[order] for name, values in sittings.items()}
    sittings["sitting"] = np.arange(1, len(order) + 1)
    results = _results(sittings, bodies, seats, chance)
    world = World({}, seats, chance, int(results["person"].max()) + 1, 1)
    certificates = _certificates(world, sittings, results)
    world.tables = {
        "sittings": _told_sittings(sittings, seats),
        "results": results,
        "certificates": certificates,
        "filings": _filings(sittings),
        "examiners": _examiners(sittings, bodies, chance),
    }
    return world


def _sittings(bodies: int, chance: np.random.Generator) -> Table:
    """Days drawn by season; a body is busy by its size, in some occupations at some levels."""
    days = np.arange(day_number(FIRST), day_number(LAST) + 1)
    months = (_EPOCH + days).astype("datetime64[M]").astype(int) % 12
    weights = _MONTHS[months] * ((days + 3) % 7 < 6)
    for deadline in DEADLINES:
        lag = day_number(deadline) - days
        weights[(lag >= 14) & (lag < 45)] *= _RUSH  # examined then, issued before the deadline
    weights = weights / weights.sum()
    a_year = np.clip(chance.lognormal(2.6, 0.7, bodies), 3, 120)
    count = chance.poisson(a_year * 3) + 2
    owner = np.repeat(np.arange(bodies), count)
    from_on = chance.choice(days, len(owner), p=weights)
    breadth = chance.integers(1, 5, bodies)
    first = chance.integers(0, len(OCCUPATIONS), bodies)
    occupation = (first[owner] + chance.integers(0, breadth[owner])) % len(OCCUPATIONS)
    level = chance.choice([5, 4, 3, 2], len(owner), p=[0.3, 0.4, 0.25, 0.05])
    return {"owner": owner, "from_on": from_on, "occupation": occupation, "level": level}


def _results(
    sittings: Table, bodies: int, seats: NDArray[np.int64], chance: np.random.Generator
) -> Table:
    """Marks of theory and practice; who has 60 in both passes. Bodies differ, and so do days."""
    owner = sittings["owner"].astype(int)
    usual = np.clip(chance.lognormal(3.2, 0.4, bodies), 8, 90)
    size = np.clip(chance.poisson(usual[owner]), 4, seats[owner])
    place = np.repeat(np.arange(len(owner)), size)
    hard = chance.normal(0, 2.5, len(OCCUPATIONS))[sittings["occupation"].astype(int)]
    able = chance.normal(0, 2.0, bodies)[owner] + hard + chance.normal(0, 2.0, len(owner))
    own = chance.normal(0, 1, len(place))
    theory = _marks(68 + able[place] + 9 * own + chance.normal(0, 5, len(place)))
    practical = _marks(71 + able[place] + 8 * own + chance.normal(0, 5, len(place)))
    present = chance.random(len(place)) > 0.04
    return {
        "sitting": sittings["sitting"][place],
        "person": np.arange(1, len(place) + 1),
        "enrolled_on": sittings["from_on"][place] - chance.integers(20, 60, len(place)),
        "present": present,
        "passed": present & (theory >= 60) & (practical >= 60),
        "theory": theory,
        "practical": practical,
        "basis": np.full(len(place), "own"),
        "owner": owner[place],
    }


def _marks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole points; examiners look again at 58 and 59, and lift some."""
    marks = np.clip(np.round(values), 0, 100).astype(np.int64)
    near = (marks >= 58) & (marks < 60)
    lifted = near & ((values * 1000).astype(np.int64) % 10 < 3)
    return np.where(lifted, 60, marks)


def _certificates(world: World, sittings: Table, results: Table) -> Table:
    """Each sitting's are issued on one day, two to six weeks after it."""
    chance = world.chance
    lag = chance.integers(14, 42, len(sittings["owner"]))
    issued = sittings["from_on"] + lag
    sittings["issued_on"] = issued
    sittings["notice_until_on"] = sittings["from_on"] + 12
    good = np.flatnonzero(results["passed"] & (issued[results["sitting"] - 1] <= day_number(LAST)))
    place = results["sitting"][good].astype(int) - 1
    order = np.lexsort((place, issued[place]))
    good, place = good[order], place[order]
    owner = sittings["owner"][place].astype(int)
    return certificates(
        world,
        owner=owner,
        person=results["person"][good],
        occupation=sittings["occupation"][place],
        level=sittings["level"][place],
        issued_on=issued[place],
        sitting=sittings["sitting"][place],
    )


def certificates(world: World, **told: NDArray[Any]) -> Table:
    """Certificates with their numbers: serials of a body without gap, in the order given."""
    owner = told["owner"].astype(int)
    serial = np.empty(len(owner), dtype=np.int64)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=world.bodies)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    serial[order] = np.arange(len(owner)) - np.repeat(starts, counts) + 1
    for body in np.flatnonzero(counts):
        before = world.serials.get(int(body), 0)
        if before:
            serial[owner == body] += before
        world.serials[int(body)] = before + int(counts[body])
    years = (_EPOCH + told["issued_on"]).astype("datetime64[Y]").astype(int) + 1970
    numbers = [
        f"S000044{body:06}{year % 100:02}{level}{one:06}"
        for body, year, level, one in zip(
            owner.tolist(), years.tolist(), told["level"].tolist(), serial.tolist(), strict=True
        )
    ]
    first = world.next_certificate
    world.next_certificate += len(owner)
    return {
        "certificate": np.arange(first, first + len(owner)),
        "number": np.array(numbers),
        "owner": owner,
        "person": told["person"],
        "occupation": told["occupation"],
        "level": told["level"],
        "issued_on": told["issued_on"],
        "logged_on": told["issued_on"],
        "sitting": told["sitting"],
    }


def _told_sittings(sittings: Table, seats: NDArray[np.int64]) -> Table:
    owner = sittings["owner"].astype(int)
    return {
        **sittings,
        "until_on": sittings["from_on"],
        "site": np.array([f"考点{one}" for one in owner.tolist()]),
        "seats": seats[owner],
        "minutes": np.full(len(owner), 90),
    }


def _filings(sittings: Table) -> Table:
    pairs = np.unique(
        np.stack([sittings["owner"].astype(int), sittings["occupation"].astype(int)]), axis=1
    )
    count = pairs.shape[1]
    return {
        "owner": pairs[0],
        "occupation": pairs[1],
        "lowest": np.full(count, 5),
        "highest": np.full(count, 1),
        "from_on": np.full(count, day_number(date(2019, 1, 1))),
        "until_on": np.full(count, day_number(date(2023, 12, 31))),
    }


def _examiners(sittings: Table, bodies: int, chance: np.random.Generator) -> Table:
    """Three of the body's pool at each sitting."""
    owner = sittings["owner"].astype(int)
    pool = chance.integers(10, 25, bodies)
    drawn = np.argsort(chance.random((len(owner), 25)) + (np.arange(25) >= pool[owner][:, None]), 1)
    chosen = drawn[:, :3]
    return {
        "sitting": np.repeat(sittings["sitting"], 3),
        "examiner": (owner[:, None] * 100 + chosen).ravel(),
        "in_pool": np.ones(3 * len(owner), dtype=bool),
        "conflict": np.zeros(3 * len(owner), dtype=bool),
    }


def _arrow(table: Table) -> pa.Table:
    """Codes become what the schema has: bodies, names, areas, days."""
    columns: dict[str, pa.Array] = {}
    for name, values in table.items():
        if name == "owner":
            owner = values.astype(int).tolist()
            columns["body"] = pa.array([f"B{one:05}" for one in owner])
            columns["area"] = pa.array([f"44{one % 21 + 1:02}00" for one in owner])
            columns["body_name"] = pa.array([f"评价机构{one}" for one in owner])
            columns["name"] = columns["body_name"]
            columns["kind"] = pa.array(["social_organisation"] * len(owner))
            columns["scheme"] = pa.array(["level"] * len(owner))
        elif name == "occupation":
            columns[name] = pa.array([OCCUPATIONS[one] for one in values.astype(int).tolist()])
        elif name.endswith("_on"):
            columns[name] = pa.array(values.astype("int32"), pa.int32()).cast(pa.date32())
        elif name == "sitting":
            kept = values.astype(np.int64)
            columns[name] = pa.array(kept, mask=kept < 0)
        else:
            columns[name] = pa.array(values)
    return pa.table(columns)
