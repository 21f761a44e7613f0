"""What a page of figures is asked for: the year, the kind of certificate, the occupation."""

from __future__ import annotations

from dataclasses import dataclass

from xianjie.domain.certificates.standing import SCHEMES
from xianjie.domain.supervision import figures
from xianjie.domain.supervision.figures import Wanted
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import today_of


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, with what may be chosen instead."""

    wanted: Wanted
    years: list[int]
    schemes: list[tuple[str, Text]]

    @property
    def query(self) -> dict[str, object]:
        """As addresses carry it on."""
        return {
            "year": self.wanted.year,
            "scheme": self.wanted.scheme,
            "occupation": self.wanted.occupation,
        }


def asked(visit: Visit, body: int | None = None) -> Question:
    """What the address asks for; what it does not, or wrongly, is the newest year and both."""
    on = today_of(visit.request)
    years = figures.years(Wanted(visit.actor, on, body=body))
    given = visit.request.GET
    year = next((one for one in years if str(one) == given.get("year")), years[-1])
    scheme = given.get("scheme", "")
    return Question(
        Wanted(
            visit.actor,
            on,
            year=year,
            body=body,
            scheme=scheme if scheme in set(SCHEMES) else "",
            occupation=given.get("occupation", "").strip()[:60].replace("\0", ""),
        ),
        years[::-1],
        [(one.value, words) for one, words in SCHEMES.items()],
    )
