"""Steps in any order, by the services, each refused or done.

No day is ever in force twice, and none between two stretches is out of force but for something
that was decided or a term that ended.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.filings.conftest import Office, make_office
from xianjie.calendar import add_months
from xianjie.domain.filings import standing
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Application, Measure, Organisation

_DAY = timedelta(days=1)
steps = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 30, 400, 1_000]),
        st.sampled_from(["file", "renew", "suspended", "lifted", "removed", "barred"]),
        st.integers(0, 40),
    ),
    min_size=2,
    max_size=9,
)


def _step(office: Office, organisation: Organisation, what: str, day: date, delay: int) -> None:
    match what:
        case "file":
            office.decided(office.hand_in(office.whole(organisation, day), day), day)
        case "renew":
            application = office.hand_in(office.renewal(organisation, day), day)
            office.decided(application, day + delay * _DAY)
        case "barred":
            office.measure(organisation, "removed", day, bars=True)
        case _:
            office.measure(organisation, what, day, from_on=day + delay * _DAY)


class StepsInAnyOrder(TestCase):
    @settings(max_examples=max(10, settings.default.max_examples // 3))  # type: ignore[union-attr] # a profile is loaded
    @given(steps)
    def test_no_day_twice_and_no_gap_that_was_not_decided(
        self, told: list[tuple[int, str, int]]
    ) -> None:
        office = make_office()
        organisation = office.registered()
        day = date(2020, 1, 6)
        for after, what, delay in told:
            day += after * _DAY
            if day.year > 2026:
                break
            try:
                _step(office, organisation, what, day, delay)
            except FilingError:
                Application.objects.filter(decided_on=None).update(withdrawn_on=day)
                Measure.objects.filter(decided_at=None).delete()
        found = standing.stretches(organisation)
        for before, following in pairwise(found):
            assert before.until_on < following.from_on
            if before.until_on + _DAY < following.from_on:
                assert _is_explained(organisation, before)
        for filing in organisation.filings.all():
            assert filing.until_on == add_months(filing.from_on, 36) - _DAY
            bars = organisation.measures.filter(decided_at__lt=filing.entered_at, granted=True)
            assert not bars.filter(barred_until__gte=filing.from_on).exists()


def _is_explained(organisation: Organisation, before: standing.Stretch) -> bool:
    """A term that ended, or a measure from the next day on."""
    ended = before.until_on == before.filing.until_on
    cut = organisation.measures.filter(
        granted=True, kind__in=["suspended", "removed"], from_on=before.until_on + _DAY
    )
    return ended or cut.exists()
