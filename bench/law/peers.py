"""The same decision by others over columns: each takes a population and gives outcome numbers.

Rules are written by hand after the contract, with the permission of the exam written into them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bench.law.data import CODINGS, NATIONAL, PROVINCIAL, Population, of_occupations

Outcomes = NDArray[np.uint8]
Ask = Callable[[], Outcomes]

NAMES = (
    "not_governed",
    "refund",
    "certificate_if_passed",
    "continue",
    "wait_for_notice",
    "choose_continue_or_refund",
)
NOT_GOVERNED, REFUND, CERTIFICATE, CONTINUE, WAIT, CHOOSE = range(len(NAMES))
OPEN = 255
_THREE = 3  # false, true, unknown


def polars(population: Population) -> Ask:
    import polars as pl

    frame = _frame(population)
    chain = polars_rules(pl.col("access"), pl.col("hrss"))
    return lambda: _series(frame.select(chain))


def polars_parquet(path: Path, *, by_id: bool) -> Ask:
    """From the file: its streaming engine, occupations by membership; in any order, or by id."""
    import polars as pl

    columns = [
        pl.col("occupation").is_in(_occupations(name)).alias(name) for name in ("access", "hrss")
    ]
    days = [
        pl.when(pl.col(f"{name}__none"))
        .then(None)
        .otherwise(pl.col(name).to_physical())
        .fill_null(CODINGS[name].none)
        .alias(name)
        if CODINGS[name].none is not None
        else pl.col(name).to_physical().alias(name)
        for name in ("announced_on", "registration_accepted_on", "registered_on")
    ]
    lazy = (
        pl.scan_parquet(path)
        .with_columns(*columns, *days, (pl.col("route") == "scheduled").alias("route"))
        .select(polars_rules(pl.col("access"), pl.col("hrss")), *(["id"] if by_id else []))
    )
    lazy = lazy.sort("id").select("outcome") if by_id else lazy
    return lambda: _series(lazy.collect(engine="streaming"))


def polars_rules(access: Any, hrss: Any) -> Any:
    """When, then: null logic where facts are null."""
    import polars as pl

    c = pl.col
    competition = ~c("route")  # route is true where scheduled
    early = (c("announced_on") < NATIONAL) | (c("registration_accepted_on") < NATIONAL)
    barred = ~access & ((competition & ~c("competition_in_plan")) | (~competition & ~early))
    rules = (
        (access & ~hrss, NOT_GOVERNED),
        (barred, REFUND),
        (c("exam_held"), CERTIFICATE),
        (access & ~c("suspended"), CONTINUE),
        (access, WAIT),
        (c("registered_on") < PROVINCIAL, CHOOSE),
        (c("suspended"), WAIT),
    )
    chain: Any = pl
    for condition, number in rules:
        chain = chain.when(condition).then(pl.lit(number, pl.UInt8))
    return chain.otherwise(pl.lit(CONTINUE, pl.UInt8)).alias("outcome")


def polars_right(population: Population) -> Ask:
    """Two passes: rows to kinds of cases by three-valued facts, each kind completed in every way.

    `OPEN` where the outcome is. What a programmer would write who knows that null is not false.
    """
    import polars as pl

    frame = _frame(population)
    c = pl.col
    occupation = c("access").cast(pl.UInt8) * 2 + c("hrss").cast(pl.UInt8)
    facts = (
        occupation.fill_null(4),
        *(
            fact.cast(pl.UInt8).fill_null(2)
            for fact in (
                c("route"),
                c("announced_on") < NATIONAL,
                c("registration_accepted_on") < NATIONAL,
                c("competition_in_plan"),
                c("suspended"),
                c("registered_on") < PROVINCIAL,
                c("exam_held"),
            )
        ),
    )
    radix, key = 1, pl.lit(0, pl.UInt32)
    for number, fact in enumerate(facts):
        key += fact.cast(pl.UInt32) * radix
        radix *= _THREE if number else 5

    def run() -> Outcomes:
        kinds = frame.select(key.alias("kind"))
        met = kinds.unique()
        told = [_completed(kind) for kind in met["kind"].to_list()]
        table = met.with_columns(pl.Series("outcome", told, pl.UInt8))
        joined = kinds.join(table, on="kind", how="left", maintain_order="left")
        return _series(joined.select("outcome"))

    return run


def _completed(kind: int) -> int:
    """The outcome of all ways to complete a kind of case, or `OPEN`."""
    kind, place = divmod(kind, 5)
    options: list[Sequence[int]] = [range(4) if place == 4 else (place,)]
    for _ in range(7):
        kind, place = divmod(kind, _THREE)
        options.append((0, 1) if place == 2 else (place,))
    partial: list[tuple[int, ...]] = [()]
    for choice in options:
        partial = [(*left, right) for left in partial for right in choice]
    found = {
        _one((access, hrss, route, announced or accepted, *rest))
        for (occupation, route, announced, accepted, *rest) in partial
        for access, hrss in (divmod(occupation, 2),)
    }
    return found.pop() if len(found) == 1 else OPEN


def plain_python(population: Population) -> Ask:
    """Row by row over lists; each row's comparisons of days within the time."""
    names = (
        "access",
        "hrss",
        "route",
        "announced_on",
        "registration_accepted_on",
        "competition_in_plan",
        "suspended",
        "registered_on",
        "exam_held",
    )
    rows = list(zip(*(population.columns[name].to_pylist() for name in names), strict=True))

    def run() -> Outcomes:
        told = [
            _one((a, h, r, n < NATIONAL or g < NATIONAL, p, s, d < PROVINCIAL, e))
            for a, h, r, n, g, p, s, d, e in rows
        ]
        return np.array(told, np.uint8)

    return run


def _one(case: Sequence[Any]) -> int:
    access, hrss, scheduled, early, in_plan, suspended, before, held = case
    if access and not hrss:
        return NOT_GOVERNED
    if not access and not (early if scheduled else in_plan):
        return REFUND
    if held:
        return CERTIFICATE
    if before and not access:
        return CHOOSE
    return WAIT if suspended else CONTINUE


def numpy_select(population: Population) -> Ask:
    c = population.arrays

    def run() -> Outcomes:
        access, competition = c["access"], ~c["route"]
        early = (c["announced_on"] < NATIONAL) | (c["registration_accepted_on"] < NATIONAL)
        barred = ~access & ((competition & ~c["competition_in_plan"]) | (~competition & ~early))
        rules = (
            (access & ~c["hrss"], NOT_GOVERNED),
            (barred, REFUND),
            (c["exam_held"], CERTIFICATE),
            (access & ~c["suspended"], CONTINUE),
            (access, WAIT),
            (c["registered_on"] < PROVINCIAL, CHOOSE),
            (c["suspended"], WAIT),
        )
        outcomes = [np.uint8(number) for _, number in rules]
        return np.select([condition for condition, _ in rules], outcomes, np.uint8(CONTINUE))

    return run


def duckdb(population: Population) -> Ask:
    import duckdb as engine

    connection = engine.connect()
    connection.register("arrow", pa.table(population.columns))
    connection.execute("CREATE TABLE cases AS SELECT * FROM arrow")
    text = _sql("access", "hrss", "route", str, "cases")
    return lambda: cast("Outcomes", connection.execute(text).fetchnumpy()["outcome"])


def duckdb_parquet(path: Path, *, by_id: bool) -> Ask:
    """From the file, occupations by membership; in any order, or by id."""
    import duckdb as engine

    connection = engine.connect()
    listed = {
        name: "occupation IN ({})".format(", ".join(f"'{n}'" for n in _occupations(name)))
        for name in ("access", "hrss")
    }
    text = _sql(
        f"({listed['access']})",
        f"({listed['hrss']})",
        "(route = 'scheduled')",
        lambda day: f"(DATE '1970-01-01' + {day})",
        f"read_parquet('{path}')",
    )
    text += " ORDER BY id" if by_id else ""
    return lambda: cast("Outcomes", connection.execute(text).fetchnumpy()["outcome"])


def _sql(access: str, hrss: str, route: str, day: Callable[[int], str], cases: str) -> str:
    return f"""
        SELECT CASE
            WHEN {access} AND NOT {hrss} THEN {NOT_GOVERNED}
            WHEN NOT {access} AND ((NOT {route} AND NOT competition_in_plan) OR ({route} AND NOT
                (coalesce(announced_on < {day(NATIONAL)}, false)
                OR coalesce(registration_accepted_on < {day(NATIONAL)}, false)))) THEN {REFUND}
            WHEN exam_held THEN {CERTIFICATE}
            WHEN {access} AND NOT suspended THEN {CONTINUE}
            WHEN {access} THEN {WAIT}
            WHEN registered_on < {day(PROVINCIAL)} THEN {CHOOSE}
            WHEN suspended THEN {WAIT}
            ELSE {CONTINUE} END::UTINYINT AS outcome FROM {cases}"""


def openfisca(population: Population) -> Ask:
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity("person", "persons", "a candidate", is_person=True)
    system = TaxBenefitSystem([person])

    def variable(name: str, kind: type, formula: Callable[..., Any] | None = None) -> None:
        body = {
            "value_type": kind,
            "entity": person,
            "definition_period": DateUnit.DAY,
            "label": name,
            **({} if formula is None else {"formula": formula}),
        }
        system.add_variable(type(name, (Variable,), body))

    for name, column in population.columns.items():
        variable(name, bool if pa.types.is_boolean(column.type) else int)

    def permitted(them: Any, period: Any) -> Any:
        early = (them("announced_on", period) < NATIONAL) | (
            them("registration_accepted_on", period) < NATIONAL
        )
        route = them("route", period)
        return (~route & them("competition_in_plan", period)) | (route & early)

    def outcome(them: Any, period: Any) -> Any:
        access, suspended = them("access", period), them("suspended", period)
        rules = (
            (access & ~them("hrss", period), NOT_GOVERNED),
            (~access & ~them("permitted", period), REFUND),
            (them("exam_held", period), CERTIFICATE),
            (access & ~suspended, CONTINUE),
            (access, WAIT),
            (them("registered_on", period) < PROVINCIAL, CHOOSE),
            (suspended, WAIT),
        )
        return np.select([when for when, _ in rules], [number for _, number in rules], CONTINUE)

    variable("permitted", bool, permitted)
    variable("outcome", int, outcome)

    def run() -> Outcomes:
        simulation = SimulationBuilder().build_default_simulation(system, population.rows)
        for name, values in population.arrays.items():
            simulation.set_input(name, "2020-09-15", values)
        return cast("Outcomes", simulation.calculate("outcome", "2020-09-15").astype(np.uint8))

    return run


def _frame(population: Population) -> Any:
    import polars as pl

    return pl.DataFrame({name: pl.from_arrow(c) for name, c in population.columns.items()})


def _series(frame: Any) -> Outcomes:
    return cast("Outcomes", frame.to_series().to_numpy())


def _occupations(column: str) -> list[str]:
    """The occupations of which that is true."""
    told = of_occupations()[column]
    names = CODINGS["occupation"].values
    return [str(name) for name, holds in zip(names, told, strict=True) if holds]
