"""Decision 1: where an occupation stands in the national catalogue on a day (80/2, 80/6)."""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import (
    ACCESS_TYPE,
    IN_BATCH_1,
    IN_BATCH_2,
    NATIONAL_NOTICE,
    in_catalogue_still,
)
from xianjie.law import ALWAYS, Day, Deadline, Decision, Outcome, Rule
from xianjie.text import Text

_EXIT = (Deadline("batch_1_exit_on", IN_BATCH_1), Deadline("batch_2_exit_on", IN_BATCH_2))

CATALOGUE_STATUS = Decision(
    name="catalogue-status",
    title=Text("目录状态", "Standing in the catalogue"),
    question=Text(
        "某一天，这个职业在国家职业资格目录中是什么状态？",
        "How does this occupation stand in the national catalogue on a given day?",
    ),
    facts=(facts.OCCUPATION, facts.ON),
    outcomes=(
        Outcome(
            "in_catalogue",
            Text("在目录内", "in the catalogue"),
            Text(
                "国家通知印发以前，该职业的职业资格在目录内。",
                "Before the national notice the qualification stands in the catalogue.",
            ),
        ),
        Outcome(
            "moving_to_access_type",
            Text("拟转为准入类", "moving to access type"),
            Text(
                "该职业不退出目录，依法定程序转为准入类职业资格。",
                "The occupation does not leave; it becomes an access-type qualification by law.",
            ),
        ),
        Outcome(
            "leaving",
            Text("即将退出", "leaving"),
            Text(
                "该职业已排定退出日，当日仍在目录内。",
                "Its exit day is set; through that day it is still in the catalogue.",
            ),
        ),
        Outcome(
            "exited",
            Text("已退出", "exited"),
            Text(
                "该职业的职业资格已退出目录，技能水平改由职业技能等级认定评价。",
                "The qualification has left; skill is now evaluated by level certification.",
            ),
        ),
    ),
    rules=(
        Rule(
            "before-notice",
            Day(facts.ON) < NATIONAL_NOTICE,
            "in_catalogue",
            over=("access-type", "until-exit"),
            deadlines=_EXIT,
        ),
        Rule("access-type", ACCESS_TYPE, "moving_to_access_type", ("80/6",)),
        Rule(
            "until-exit",
            in_catalogue_still(facts.ON),
            "leaving",
            ("80/2",),
            deadlines=_EXIT,
        ),
        Rule("after-exit", ALWAYS, "exited", ("80/2",), deadlines=_EXIT),
    ),
)
