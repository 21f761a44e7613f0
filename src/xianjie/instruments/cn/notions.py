"""Notions that the national notice names, as rules of every jurisdiction use them."""

from xianjie.instruments import facts
from xianjie.law import ByReading, Condition, Day, DayFact, NamedDay, named
from xianjie.text import Text

NATIONAL_NOTICE = NamedDay("national_notice_on")
PROVINCIAL_NOTICE = NamedDay("provincial_notice_on")  # left open; the national one if not set
BATCH_1_EXIT = NamedDay("batch_1_exit_on")
BATCH_2_EXIT = NamedDay("batch_2_exit_on")

ACCESS_TYPE = named(
    "该职业拟转为准入类",
    "the occupation is moving to access type",
    facts.TREATMENT.is_("access_type"),
    unless=Text("该职业分批退出目录", "the occupation leaves the catalogue in a batch"),
    clauses=("80/6",),
)
IN_BATCH_1 = facts.TREATMENT.is_("batch_1")
IN_BATCH_2 = facts.TREATMENT.is_("batch_2")
BY_HRSS = facts.HRSS_ORGANISED
BY_EXAM = facts.ROUTE.is_("scheduled")
BY_COMPETITION = facts.ROUTE.is_("competition")


def in_catalogue_still(day: DayFact) -> Condition:
    """The occupation has not left by ``day``; its batch's exit day counts as still in (R1)."""
    return named(
        f"{day.label.zh}不晚于该批次的退出日",
        f"{day.label.en} is on or before the exit day of its batch",
        (IN_BATCH_1 & _until(day, BATCH_1_EXIT)) | (IN_BATCH_2 & _until(day, BATCH_2_EXIT)),
        unless=Text(
            f"{day.label.zh}晚于该批次的退出日",
            f"{day.label.en} is after the exit day of its batch",
        ),
        clauses=("80/2",),
    )


def before_notice(day: DayFact) -> Condition:
    """Before the national notice was printed; whether the day itself counts is R2."""
    return ByReading("R2", Day(day) < NATIONAL_NOTICE, Day(day) <= NATIONAL_NOTICE)


BEGUN_BEFORE_NOTICE = named(
    "国家通知印发前考试已公告或已受理报名",
    "the exam was announced, or accepted registrations, before the national notice",
    before_notice(facts.ANNOUNCED_ON) | before_notice(facts.REGISTRATION_ACCEPTED_ON),
    unless=Text(
        "国家通知印发前考试既未公告也未受理报名",
        "the exam was neither announced nor accepting registrations before the national notice",
    ),
)


def _until(day: DayFact, exit_day: NamedDay) -> Condition:
    return ByReading("R1", Day(day) <= exit_day, Day(day) < exit_day)
