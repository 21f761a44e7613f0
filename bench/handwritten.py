"""The decision candidate-option as a programmer would write it who wants nothing but speed.

From the contract alone: straight ifs over typed values, the permission of the exam written into
them, no fact checked, no reason given. Everything else is measured in multiples of it.
"""

from datetime import date
from typing import Literal, TypedDict

from xianjie.instruments import catalogue

NATIONAL_NOTICE_ON = date(2020, 7, 21)
PROVINCIAL_NOTICE_ON = date(2020, 9, 4)

ACCESS_TYPE_AND_HRSS = {
    row.occupation: (row.treatment.value == "access_type", row.hrss_organised)
    for row in catalogue.load().occupations
}


class Registered(TypedDict):
    """A registered candidate's case, every fact known; None is known to be absent."""

    occupation: str
    route: Literal["scheduled", "competition"]
    announced_on: date | None
    registration_accepted_on: date | None
    competition_in_plan: bool
    suspended: bool
    registered_on: date
    exam_held: bool


def candidate_option(case: Registered) -> str:
    access_type, hrss_organised = ACCESS_TYPE_AND_HRSS[case["occupation"]]
    if access_type:
        return _access_type(case) if hrss_organised else "not_governed"
    if case["route"] == "competition":
        if not case["competition_in_plan"]:
            return "refund"
    else:
        announced = case["announced_on"]
        if announced is None or announced >= NATIONAL_NOTICE_ON:
            accepted = case["registration_accepted_on"]
            if accepted is None or accepted >= NATIONAL_NOTICE_ON:
                return "refund"
    if case["exam_held"]:
        return "certificate_if_passed"
    if case["registered_on"] < PROVINCIAL_NOTICE_ON:
        return "choose_continue_or_refund"
    return "wait_for_notice" if case["suspended"] else "continue"


def _access_type(case: Registered) -> str:
    if case["exam_held"]:
        return "certificate_if_passed"
    return "wait_for_notice" if case["suspended"] else "continue"
