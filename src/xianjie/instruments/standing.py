"""An occupation as a row of the published catalogue: the annex, and where it stands on a day."""

from datetime import date
from typing import TypedDict

from xianjie.instruments.catalogue import Occupation, Treatment
from xianjie.law import Law, SourceError
from xianjie.text import Text

_DECISION = "catalogue-status"
_EXIT_DAYS = {
    Treatment.BATCH_1: "batch_1_exit_on",
    Treatment.BATCH_2: "batch_2_exit_on",
}


class CatalogueRow(TypedDict):
    """The row as JSON: days as ISO text, what there is not as null. Its keys are a contract."""

    item: int
    qualification: str
    occupation: str
    as_scanned: str
    departments: list[str]
    treatment: str
    hrss_organised: bool
    exit_on: str | None
    standing: str
    dadian_code: str | None
    dadian_name: str | None
    dadian_edition: str | None
    dadian_match: str


def catalogue_row(law: Law, occupation: Occupation, on: date) -> CatalogueRow:
    """The occupation with its exit day and its standing on ``on``, as ``law`` has them."""
    leaves_on = exit_on(law, occupation)
    return CatalogueRow(
        item=occupation.item,
        qualification=occupation.qualification,
        occupation=occupation.occupation,
        as_scanned=occupation.as_scanned,
        departments=list(occupation.departments),
        treatment=occupation.treatment.value,
        hrss_organised=occupation.hrss_organised,
        exit_on=None if leaves_on is None else leaves_on.isoformat(),
        standing=standing(law, occupation, on),
        dadian_code=occupation.dadian_code,
        dadian_name=occupation.dadian_name,
        dadian_edition=occupation.dadian_edition,
        dadian_match=occupation.dadian_match.value,
    )


def exit_on(law: Law, occupation: Occupation) -> date | None:
    """The occupation's exit day; none where it does not leave but moves to access type."""
    name = _EXIT_DAYS.get(occupation.treatment)
    return None if name is None else law.days[name].day


def standing(law: Law, occupation: Occupation, on: date) -> str:
    """The outcome of the decision catalogue-status; raises `SourceError` if the law has none."""
    outcome = law.decision(_DECISION).outcome({"occupation": occupation.occupation, "on": on})
    if outcome is None:
        raise SourceError(
            Text(
                f"{law.id} 的 {_DECISION} 只凭工种和日期不能得出结论",
                f"{law.id}: {_DECISION} is not settled by an occupation and a day",
            )
        )
    return outcome
