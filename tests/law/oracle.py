"""The contract's nine decisions once more, in straight lines of Python.

Written from the text of the contract alone and sharing nothing with the engine but the names of
facts and outcomes and the table of occupations: what the two disagree about, one of them has
wrong. Full cases only; ``alternative`` lists the readings turned the other way.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from xianjie.instruments import catalogue

Facts = Mapping[str, Any]

NATIONAL_NOTICE = date(2020, 7, 21)
PROVINCIAL_NOTICE = date(2020, 9, 4)
EXIT = {"batch_1": date(2020, 9, 30), "batch_2": date(2020, 12, 31)}
APPRAISAL_END = date(2020, 12, 31)
ISSUANCE_END = date(2021, 3, 31)
NO_REISSUE_FROM = date(2021, 1, 1)

OCCUPATIONS = {
    o.occupation: (o.treatment.value, o.hrss_organised) for o in catalogue.load().occupations
}


def outcome(
    decision: str, facts: Facts, jurisdiction: str = "CN-GD", alternative: Collection[str] = ()
) -> str:
    """The outcome of a case of which every fact is known."""
    return _DECISIONS[decision](facts, jurisdiction == "CN-GD", alternative)


def catalogue_status(f: Facts, guangdong: bool, alt: Collection[str]) -> str:
    del guangdong
    treatment, _ = OCCUPATIONS[f["occupation"]]
    if f["on"] < NATIONAL_NOTICE:
        return "in_catalogue"
    if treatment == "access_type":
        return "moving_to_access_type"
    if _still_in_catalogue(f["on"], treatment, alt):
        return "leaving"
    return "exited"


def exam_permission(  # noqa: PLR0911  # one a rule
    f: Facts, guangdong: bool, alt: Collection[str]
) -> str:
    del guangdong
    treatment, hrss = OCCUPATIONS[f["occupation"]]
    access_type = treatment == "access_type"
    if access_type and not hrss:
        return "other_department"
    if not access_type and f["route"] == "competition" and not f["competition_in_plan"]:
        return "not_permitted"
    if not access_type and f["route"] == "scheduled" and "R5" not in alt:
        announced = _before_national_notice(f["announced_on"], alt)
        accepted = _before_national_notice(f["registration_accepted_on"], alt)
        if not announced and not accepted:
            return "not_permitted"
    if f["suspended"]:
        return "suspended"
    if access_type:
        return "organise_as_usual"
    if f["route"] == "competition":
        return "competition_rules"
    return "may_continue"


def exam_schedule(f: Facts, guangdong: bool, alt: Collection[str]) -> str:
    del alt
    treatment, _ = OCCUPATIONS[f["occupation"]]
    held = f["held_on"]
    if not guangdong:
        return "not_governed"
    if treatment == "access_type":
        return "not_governed"
    if f["route"] == "competition":
        return "not_governed"
    if held < PROVINCIAL_NOTICE:
        return "not_governed"
    if f["exam_kind"] == "routine":
        fits = held <= APPRAISAL_END
    elif f["sitting"] == "first":
        fits = (held.year, held.month) == (2020, 10)
    else:
        fits = (held.year, held.month) == (2020, 12)
    return "within_window" if fits else "outside_window"


def candidate_option(  # noqa: PLR0911  # one a rule
    f: Facts, guangdong: bool, alt: Collection[str]
) -> str:
    treatment, _ = OCCUPATIONS[f["occupation"]]
    permission = exam_permission(f, guangdong, alt)
    if permission == "other_department":
        return "not_governed"
    if permission == "not_permitted":
        return "refund"
    if f["exam_held"]:
        return "certificate_if_passed"
    if permission == "organise_as_usual":
        return "continue"
    if treatment == "access_type":
        return "wait_for_notice"
    if guangdong:
        notice, its_day_counts = PROVINCIAL_NOTICE, "R3" in alt
    else:
        notice, its_day_counts = NATIONAL_NOTICE, "R2" in alt
    if f["registered_on"] < notice or (its_day_counts and f["registered_on"] == notice):
        return "choose_continue_or_refund"
    if permission == "suspended":
        return "wait_for_notice"
    return "continue"


def certificate_issuance(f: Facts, guangdong: bool, alt: Collection[str]) -> str:
    permission = exam_permission({**f, "suspended": False}, guangdong, alt)
    if permission == "other_department":
        return "not_governed"
    if not f["passed"]:
        return "not_earned"
    if permission == "not_permitted":
        return "prohibited"
    if permission == "organise_as_usual":
        return "issue"
    if _may_be_issued_on(f["issue_on"], permission, guangdong, alt):
        return "issue"
    return "issue_window_closed"


def certificate_validity(f: Facts, guangdong: bool, alt: Collection[str]) -> str:
    treatment, _ = OCCUPATIONS[f["occupation"]]
    permission = exam_permission({**f, "suspended": False}, guangdong, alt)
    if f["revoked"]:
        return "revoked"
    if treatment == "access_type":
        return "valid"
    if _still_in_catalogue(f["issued_on"], treatment, alt):
        return "valid"
    if permission in ("may_continue", "competition_rules") and _may_be_issued_on(
        f["issued_on"], permission, guangdong, alt
    ):
        return "valid"
    return "irregular"


def replacement(f: Facts, guangdong: bool, alt: Collection[str]) -> str:
    del alt
    treatment, hrss = OCCUPATIONS[f["occupation"]]
    if treatment == "access_type" and not hrss:
        return "not_governed"
    if treatment == "access_type":
        return "replace"
    if not guangdong:
        return "not_governed"
    if f["requested_on"] < NO_REISSUE_FROM:
        return "replace"
    return "written_proof"


def training_route(f: Facts, guangdong: bool, alt: Collection[str]) -> str:
    if not f["plan_aligned"]:
        return "ordinary_route"
    if f["qualification_open"]:
        return "qualification_certificate"
    if f["sponsor_filed"]:
        return "own_level_certification"
    if guangdong and "R6" in alt and f["programme"] == "dual_certificate":
        return "no_route"
    return "entrust_filed_organisation"


def level_certificate_issuance(  # noqa: PLR0911  # one a rule
    f: Facts, guangdong: bool, alt: Collection[str]
) -> str:
    del guangdong, alt
    kind = f["organisation_kind"]
    if kind == "government":
        return "prohibited"
    if not f["filed"]:
        return "not_filed"
    if f["issue_on"] < f["filing_from"] or f["issue_on"] > f["filing_until"]:
        return "filing_not_in_force"
    if not f["occupation_in_scope"] or not f["level_in_scope"]:
        return "out_of_scope"
    covered = f["candidate_is_own"] or f["entrusted"]
    if kind in {"employer", "technical_school"} and not covered:
        return "candidate_not_covered"
    if not f["passed"]:
        return "not_earned"
    return "issue"


def _before_national_notice(day: date | None, alt: Collection[str]) -> bool:
    if day is None:
        return False
    return day <= NATIONAL_NOTICE if "R2" in alt else day < NATIONAL_NOTICE


def _still_in_catalogue(day: date, treatment: str, alt: Collection[str]) -> bool:
    return day < EXIT[treatment] if "R1" in alt else day <= EXIT[treatment]


def _may_be_issued_on(day: date, permission: str, guangdong: bool, alt: Collection[str]) -> bool:
    if not guangdong:
        return True
    if "R7" in alt and permission == "competition_rules":
        return True
    return day <= (date(2020, 12, 31) if "R4" in alt else ISSUANCE_END)


_DECISIONS: Mapping[str, Callable[[Facts, bool, Collection[str]], str]] = {
    "catalogue-status": catalogue_status,
    "exam-permission": exam_permission,
    "exam-schedule": exam_schedule,
    "candidate-option": candidate_option,
    "certificate-issuance": certificate_issuance,
    "certificate-validity": certificate_validity,
    "replacement": replacement,
    "training-route": training_route,
    "level-certificate-issuance": level_certificate_issuance,
}
