"""An organisation from its first application on: its steps, and the measures against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from xianjie.domain.accounts.models import Body
from xianjie.domain.filings.models import Application, Measure, Organisation, Site


@dataclass
class Step:
    """An application and what became of it: ``granted`` none where it is under way."""

    kind: Application.Kind
    handed_in: date
    decided: date
    granted: bool | None
    occupations: Sequence[str]
    from_on: date | None = None
    row: Application | None = None

    @property
    def application(self) -> Application:
        assert self.row  # noqa: S101 - it is inserted before anything hangs on it
        return self.row


@dataclass
class Cut:
    """A measure: what, of which occupation, from when, for which grounds."""

    kind: Measure.Kind
    from_on: date
    grounds: str
    occupation: str = ""
    bars: bool = False


@dataclass
class Life:
    """An organisation from its first application on."""

    body: Body
    kind: Organisation.Kind
    number: int  # of this list
    officers: tuple[str, str]
    occupations: Sequence[str]
    steps: list[Step] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    renamed: tuple[date, str] | None = None
    sites: list[Site] = field(default_factory=list)
    serial: str = ""

    @property
    def first_filed(self) -> date | None:
        return next((one.from_on for one in self.steps if one.from_on), None)
