"""How coverage is shown: counts with a bar, a learner's row, what to do next and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from xianjie.domain.programmes.coverage import Covered, Tally
from xianjie.domain.programmes.models import Programme
from xianjie.domain.programmes.reasons import Reason, State
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.portal.catalogue.charts import Bar, drawn
from xianjie.web.workbench.names import area_name

COVERAGE = Text("取证覆盖", "Coverage")
PROGRAMMES = Text("培养计划", "Programmes")
BENCH = (Text("工作台", "Workbench"), "work:inbox")
OPEN = Text("未定", "not settled")
KINDS = {
    Programme.Kind.DUAL.value: Text("双证书培养", "dual certificate"),
    Programme.Kind.APPRENTICE.value: Text("企业新型学徒", "apprentices"),
}
_TO_A_FILED_ONE = {Reason.ENTRUST, Reason.ORDINARY, Reason.GRADUATED, Reason.UNDECIDED}


@dataclass(frozen=True)
class Row:
    """A line of a table of counts: whose, until when, how many in each state, drawn."""

    name: Text
    address: str
    graduates_on: date | None
    tally: Tally
    bar: SafeString

    @property
    def counts(self) -> list[int]:
        return [self.tally.by_state[state] for state in State]


def rows(groups: Iterable[tuple[Text, str, date | None, Tally]]) -> list[Row]:
    """The groups with their bars, the longest filling the width."""
    found = list(groups)
    bars = drawn([Bar(name.zh, parts(tally)) for name, _, _, tally in found])
    return [Row(*one, bar) for one, (_, bar) in zip(found, bars, strict=True)]


def parts(tally: Tally) -> tuple[tuple[str, int], ...]:
    return tuple((state.value, tally.by_state[state]) for state in State)


def shares(tally: Tally) -> list[tuple[State, int, str]]:
    """Each state with its number and its share of all."""
    whole = tally.total or 1
    return [(state, count, f"{count / whole:.1%}") for state, count in tally.by_state.items()]


def route_name(route: str) -> Text:
    outcome = law().decision("training-route").outcomes.get(route)
    return outcome.label if outcome else OPEN


def trail(*more: tuple[Text, str]) -> list[tuple[Text, str]]:
    return [(BENCH[0], reverse(BENCH[1])), *more]


def finder(programme: Programme) -> str:
    """Where filed organisations are found that certify the occupation and level nearby."""
    asked = {
        "occupation": programme.occupation,
        "level": programme.level,
        "area": programme.area,
    }
    return f"{_bench()}entrustments/finder/?{urlencode(asked)}"


def _bench() -> str:
    """Where the pages of evaluation are, too."""
    return reverse("work:inbox")


def next_steps(one: Covered) -> Sequence[tuple[Text, str]]:
    """Links to where the advice can be followed."""
    programme = one.learner.cohort.programme
    steps: list[tuple[Text, str]] = []
    if one.reason is Reason.REGISTER:
        steps.append(
            (
                Text("下载报名名单", "Download the list to register"),
                reverse("work:cohort-register", args=[one.learner.cohort_id]),
            )
        )
    if one.reason is Reason.PLAN:
        steps.append((Text("编制评价计划", "Make a plan of evaluation"), f"{_bench()}plans/new/"))
    if one.reason in _TO_A_FILED_ONE:
        steps.append(
            (
                Text("查找附近已备案的机构", "Find a filed organisation nearby"),
                finder(programme),
            )
        )
    return steps


def place_name(code: str) -> Text:
    """The prefecture of an area."""
    return area_name(f"{code[:4]}00")
