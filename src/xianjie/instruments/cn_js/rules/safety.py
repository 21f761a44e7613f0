"""What must hold under Jiangsu's notice, whatever the rules become."""

from xianjie.instruments import facts
from xianjie.instruments.cn_js.notions import (
    ACCEPTED_IN_TIME,
    BATCH_COMPLETE,
    EXITING_COMPETITION,
    EXITING_EXAM,
)
from xianjie.law import ByReading, Property, outcome_is
from xianjie.text import Text

_IN_ORDER = ACCEPTED_IN_TIME & BATCH_COMPLETE
_PLANNED = EXITING_COMPETITION & facts.COMPETITION_IN_PLAN
_GOES_ON = outcome_is("exam-permission", "competition_rules", "suspended")

PROPERTIES = (
    Property(
        "no-exam-for-a-batch-accepted-late",
        Text(
            "退出日以后受理的考生批次，鉴定考试一律不得组织。",
            "No appraisal exam is held for a batch of candidates accepted after the exit day.",
        ),
        ~EXITING_EXAM | ACCEPTED_IN_TIME | outcome_is("exam-permission", "not_permitted"),
        ("JS/1",),
    ),
    Property(
        "no-certificate-from-an-incomplete-batch",
        Text(
            "退出当日没有备齐的批次，不产生可以核发的证书。",
            "A batch that was incomplete on the exit day leads to no certificate.",
        ),
        ~EXITING_EXAM | BATCH_COMPLETE | ~outcome_is("certificate-issuance", "issue"),
        ("JS/2",),
    ),
    Property(
        "candidates-of-a-void-batch-are-refunded",
        Text(
            "批次作废的考生，当次考试费一律退还。",
            "Candidates of a void batch always have the fee of that sitting refunded.",
        ),
        ~EXITING_EXAM | _IN_ORDER | outcome_is("candidate-option", "refund"),
        ("JS/1", "JS/2"),
    ),
    Property(
        "planned-competitions-go-on",
        Text(
            "计划内的竞赛不因受理和备齐的期限而禁止（R9）。",
            "No planned competition is forbidden by the days for acceptance or completeness (R9).",
        ),
        ByReading("R9", ~_PLANNED | _GOES_ON, ~_PLANNED | ~_IN_ORDER | _GOES_ON),
        ("JS/3",),
    ),
)
