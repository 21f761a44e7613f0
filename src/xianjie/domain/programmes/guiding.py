"""Whether a sponsor should file or entrust: decision 8 for its programme, with what is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.standing import Cover, cover
from xianjie.domain.programmes.coverage import answer_for
from xianjie.domain.programmes.models import Programme
from xianjie.law import Answer, Law


@dataclass(frozen=True)
class Case:
    """The law's answer for those who graduate on the programme's last day, asked as of a day.

    ``filed`` is what the register says of sponsor and training body; none of one never filed.
    """

    answer: Answer
    graduates_on: date
    filed: tuple[tuple[str, Cover | None], ...]


def case_of(programme: Programme, *, law: Law, on: date) -> Case:
    """The case of a programme whose learners have nothing arranged."""
    bodies = [one for one in (programme.sponsor, programme.trainer) if one is not None]
    return Case(
        answer_for(programme, law=law, on=on),
        programme.until_on,
        tuple((one.name, _cover(one.pk, programme, on)) for one in bodies),
    )


def _cover(body: int, programme: Programme, on: date) -> Cover | None:
    organisation = Organisation.objects.filter(pk=body).first()
    if organisation is None:
        return None
    asked = min(on, programme.until_on)
    return cover(organisation, occupation=programme.occupation, level=programme.level, on=asked)
