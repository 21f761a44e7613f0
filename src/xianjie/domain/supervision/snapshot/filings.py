"""What bodies were filed for, as of the day: a row for every stretch under one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from xianjie.domain.filings.models import Filing, Organisation
from xianjie.domain.filings.standing import held
from xianjie.domain.supervision.snapshot.asked import Asked, Cells, records
from xianjie.domain.supervision.snapshot.numbers import body_code

_ORGANISATIONS = 500
_DAY = timedelta(days=1)


def filings(asked: Asked) -> Iterator[Cells]:
    """Measures decided and filings entered by the day; sites are not told apart."""
    organisations = Organisation.objects.filter(asked.within("pk", "bodies")).prefetch_related(
        "filings__scopes", "measures", "renamings"
    )
    for piece in records(organisations, _ORGANISATIONS):
        for organisation in piece:
            code = body_code(organisation.pk)
            for one in held(organisation, asked.end):
                scope = one.scope
                for name, first, last in _named(
                    organisation, one.filing, one.from_on, one.until_on, asked
                ):
                    yield (
                        code,
                        name,
                        scope.occupation,
                        scope.lowest,
                        scope.highest,
                        first,
                        last,
                        one.filing.until_on,
                    )


def _named(
    organisation: Organisation, filing: Filing, first: date, last: date, asked: Asked
) -> Iterator[tuple[str, date, date]]:
    """The days, split where the organisation took another name."""
    renamed = sorted(
        (one.from_on, one.name)
        for one in organisation.renamings.all()
        if filing.from_on < one.from_on <= last and one.entered_at < asked.end
    )
    name = filing.name
    for day, new in renamed:
        if day > first:
            yield name, first, day - _DAY
            first = day
        name = new
    yield name, first, last


class Coverage:
    """Whether an organisation was filed for something on a day, asked many times."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._held: dict[int, list[tuple[str, int, int, date, date]]] = defaultdict(list)
        self._read: set[int] = set()

    def covers(self, body: int, occupation: str, level: int, on: date) -> bool:
        if body not in self._read:
            self._load(body)
        return any(
            named == occupation and highest <= level <= lowest and first <= on <= last
            for named, lowest, highest, first, last in self._held[body]
        )

    def _load(self, body: int) -> None:
        self._read.add(body)
        found = (
            Organisation.objects.filter(pk=body)
            .prefetch_related("filings__scopes", "measures")
            .first()
        )
        if found is None:
            return
        for one in held(found, self.asked.end):
            scope = one.scope
            self._held[body].append(
                (scope.occupation, scope.lowest, scope.highest, one.from_on, one.until_on)
            )
