"""What must hold under the Guangdong notice, whatever the rules become."""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import ACCESS_TYPE
from xianjie.instruments.cn_gd.notions import ISSUANCE_END, NO_REISSUE_FROM
from xianjie.law import ByReading, Day, Property, outcome_is
from xianjie.text import Text

_LATE = Day(facts.ISSUE_ON) > ISSUANCE_END

PROPERTIES = (
    Property(
        "no-issue-after-the-last-day",
        Text(
            "截止日以后，除准入类外不再核发职业资格证书。",
            "After the last day no qualification certificate is issued, access type apart.",
        ),
        ByReading(
            "R7",
            ~_LATE | ACCESS_TYPE | ~outcome_is("certificate-issuance", "issue"),
            ~_LATE
            | ACCESS_TYPE
            | facts.ROUTE.is_("competition")
            | ~outcome_is("certificate-issuance", "issue"),
        ),
        ("252/2.1.1",),
    ),
    Property(
        "no-reissue-for-exiting-occupations",
        Text(
            "自停止补换发之日起，退出目录的职业不再补发或换发证书。",
            "From the day reissue stops, no certificate of an exiting occupation is replaced.",
        ),
        ACCESS_TYPE
        | (Day(facts.REQUESTED_ON) < NO_REISSUE_FROM)
        | ~outcome_is("replacement", "replace"),
        ("252/2.3",),
    ),
    Property(
        "a-choice-only-before-the-exam",
        Text(
            "考试举行以后，不再有继续或退费的选择。",
            "Once the exam has been held there is no choice between exam and refund.",
        ),
        ~facts.EXAM_HELD | ~outcome_is("candidate-option", "choose_continue_or_refund"),
        ("252/2.1.2",),
    ),
)
