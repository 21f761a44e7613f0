"""Decisions 2 and 3: which appraisal exams may be organised, and when (80/2, 80/3, 80/6).

Pages of the national notice are missing from the scan, among them whatever it says of
competitions and suspensions; the rules for both stand on its general clauses (80/3, 80/4).
"""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import (
    ACCESS_TYPE,
    BEGUN_BEFORE_NOTICE,
    BY_COMPETITION,
    BY_EXAM,
    BY_HRSS,
)
from xianjie.law import ALWAYS, Decision, Outcome, Rule
from xianjie.text import Text

EXAM_PERMISSION = Decision(
    name="exam-permission",
    title=Text("考试许可", "Permission to hold an exam"),
    question=Text("这场鉴定考试可以组织吗？", "May this appraisal exam be organised?"),
    facts=(
        facts.OCCUPATION,
        facts.ROUTE,
        facts.ANNOUNCED_ON,
        facts.REGISTRATION_ACCEPTED_ON,
        facts.COMPETITION_IN_PLAN,
        facts.SUSPENDED,
    ),
    outcomes=(
        Outcome(
            "other_department",
            Text("由其他部门管理", "another department's matter"),
            Text(
                "该职业转为准入类且不由人社部门组织，请向其实施部门了解。",
                "The occupation moves to access type and is not run by the HRSS departments; "
                "ask its implementing department.",
            ),
        ),
        Outcome(
            "not_permitted",
            Text("不得组织", "not permitted"),
            Text("这场考试不得组织。", "This exam may not be organised."),
        ),
        Outcome(
            "suspended",
            Text("暂停", "suspended"),
            Text(
                "考试本可组织，现已暂停，恢复时间另行通知。",
                "The exam may be held but is suspended; its new day will be notified.",
            ),
        ),
        Outcome(
            "organise_as_usual",
            Text("照常组织", "organise as usual"),
            Text(
                "该职业转为准入类，考试与发证照常进行。",
                "The occupation moves to access type: exams and certificates go on as usual.",
            ),
        ),
        Outcome(
            "competition_rules",
            Text("按竞赛办法办理", "by the competition rules"),
            Text(
                "计划内竞赛的获奖选手发证，按国家有关竞赛的办法办理。",
                "Winners of a planned competition are certified by the national rules.",
            ),
        ),
        Outcome(
            "may_continue",
            Text("可以继续组织", "may continue"),
            Text(
                "考试在国家通知印发前已启动，可以继续组织完成。",
                "The exam had begun before the national notice and may be carried through.",
            ),
        ),
    ),
    rules=(
        Rule(
            "other-department",
            ACCESS_TYPE & ~BY_HRSS,
            "other_department",
            ("80/6",),
            over=("suspended", "access-type", "competition"),
        ),
        Rule(
            "competition-not-in-plan",
            ~ACCESS_TYPE & BY_COMPETITION & ~facts.COMPETITION_IN_PLAN,
            "not_permitted",
            ("80/2",),
            over=("suspended", "competition"),
        ),
        Rule(
            "not-begun",
            ~ACCESS_TYPE & BY_EXAM & ~BEGUN_BEFORE_NOTICE,
            "not_permitted",
            ("80/2", "80/3"),
            over=("suspended",),
            readings=("R5",),
            under=("R5", "taken"),
        ),
        Rule(
            "suspended",
            facts.SUSPENDED,
            "suspended",
            ("80/4",),
            over=("access-type", "competition"),
        ),
        Rule("access-type", ACCESS_TYPE, "organise_as_usual", ("80/6",), over=("competition",)),
        Rule("competition", BY_COMPETITION, "competition_rules", ("80/3",)),
        Rule("begun", ALWAYS, "may_continue", ("80/3",)),
    ),
)

EXAM_SCHEDULE = Decision(
    name="exam-schedule",
    title=Text("考试时间", "The date of an exam"),
    question=Text("考试安排在这一天合适吗？", "Does the date of this exam fit?"),
    facts=(facts.OCCUPATION, facts.ROUTE, facts.EXAM_KIND, facts.SITTING, facts.HELD_ON),
    outcomes=(
        Outcome(
            "not_governed",
            Text("不受此限", "not governed"),
            Text(
                "这两份通知没有限定这场考试的时间。",
                "The notices set no window for this exam.",
            ),
        ),
        Outcome(
            "within_window",
            Text("在规定时段内", "within the window"),
            Text("考试日期在规定的时段内。", "The exam falls within the time allowed."),
        ),
        Outcome(
            "outside_window",
            Text("超出规定时段", "outside the window"),
            Text(
                "考试日期不在规定的时段内，不能这样安排。",
                "The exam falls outside the time allowed and cannot be held then.",
            ),
        ),
    ),
    rules=(Rule("no-window", ALWAYS, "not_governed", ("80/3",)),),
)
