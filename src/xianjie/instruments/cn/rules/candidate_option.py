"""Decision 4: what a candidate who has registered may do (80/3)."""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import ACCESS_TYPE, PROVINCIAL_NOTICE
from xianjie.law import ALWAYS, ByReading, Day, Decision, Outcome, Rule, outcome_is
from xianjie.text import Text

# Before the notice was printed (R2): the national one, or the province's where it sets its day.
_REGISTERED_BEFORE = ByReading(
    "R2",
    Day(facts.REGISTERED_ON) < PROVINCIAL_NOTICE,
    Day(facts.REGISTERED_ON) <= PROVINCIAL_NOTICE,
)

CANDIDATE_OPTION = Decision(
    name="candidate-option",
    title=Text("考生的选择", "The candidate's options"),
    question=Text("已报名的考生可以怎么办？", "What may a registered candidate do?"),
    facts=(
        facts.OCCUPATION,
        facts.ROUTE,
        facts.ANNOUNCED_ON,
        facts.REGISTRATION_ACCEPTED_ON,
        facts.COMPETITION_IN_PLAN,
        facts.SUSPENDED,
        facts.REGISTERED_ON,
        facts.EXAM_HELD,
    ),
    outcomes=(
        Outcome(
            "not_governed",
            Text("不受此限", "not governed"),
            Text(
                "该职业不由人社部门组织，请向其实施部门了解。",
                "The occupation is not run by the HRSS departments; ask its own department.",
            ),
        ),
        Outcome(
            "refund",
            Text("退还考试费", "refund"),
            Text(
                "这场考试不能取得证书，应退还当次考试费。",
                "This exam can lead to no certificate; the fee of that sitting is refunded.",
            ),
        ),
        Outcome(
            "certificate_if_passed",
            Text("合格者发证", "certificate if passed"),
            Text(
                "考试已经举行，合格即可取得职业资格证书。",
                "The exam has been held: whoever passed receives the certificate.",
            ),
        ),
        Outcome(
            "continue",
            Text("继续参加", "continue"),
            Text("考试继续进行，按安排参加即可。", "The exam goes on; take it as scheduled."),
        ),
        Outcome(
            "wait_for_notice",
            Text("等候通知", "wait for notice"),
            Text(
                "考试已暂停，恢复时间另行通知。",
                "The exam is suspended; its new day will be notified.",
            ),
        ),
        Outcome(
            "choose_continue_or_refund",
            Text("可选择继续或退费", "choose: continue or refund"),
            Text(
                "可以选择继续参加考试，也可以选择退还当次考试费；考试暂停的，选择继续即等候新的考试时间。",
                "You may take the exam or have the fee of that sitting refunded; if it is "
                "suspended, to continue is to wait for the new day.",
            ),
        ),
    ),
    rules=(
        Rule(
            "other-department",
            outcome_is("exam-permission", "other_department"),
            "not_governed",
            ("80/6",),
            over=("held", "access-type", "registered-before"),
        ),
        Rule(
            "not-permitted",
            outcome_is("exam-permission", "not_permitted"),
            "refund",
            ("80/3",),
            over=("held", "registered-before"),
        ),
        Rule(
            "held",
            facts.EXAM_HELD,
            "certificate_if_passed",
            ("80/3",),
            over=("as-usual", "access-type", "registered-before", "suspended"),
        ),
        Rule(
            "as-usual",
            outcome_is("exam-permission", "organise_as_usual"),
            "continue",
            ("80/6",),
            over=("access-type", "registered-before"),
        ),
        Rule("access-type", ACCESS_TYPE, "wait_for_notice", ("80/4",), over=("registered-before",)),
        Rule(
            "registered-before",
            _REGISTERED_BEFORE,
            "choose_continue_or_refund",
            ("80/3",),
            over=("suspended",),
        ),
        Rule(
            "suspended",
            outcome_is("exam-permission", "suspended"),
            "wait_for_notice",
            ("80/4",),
        ),
        Rule("registered-since", ALWAYS, "continue", ("80/3",)),
    ),
)
