"""Decisions 5 to 7: issuing a qualification certificate, its standing, its replacement.

The national notice sets no day by which certificates are issued and says nothing of reissue.
"""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import ACCESS_TYPE, BY_HRSS, in_catalogue_still
from xianjie.law import ALWAYS, Condition, Decision, Outcome, Rule, outcome_is
from xianjie.text import Text

_EXAM = (
    facts.OCCUPATION,
    facts.ROUTE,
    facts.ANNOUNCED_ON,
    facts.REGISTRATION_ACCEPTED_ON,
    facts.COMPETITION_IN_PLAN,
)


def permission_was(*outcomes: str) -> Condition:
    """The permission of an exam that has been held: whether it is suspended is no longer asked."""
    return outcome_is("exam-permission", *outcomes, assume={"suspended": False})


CERTIFICATE_ISSUANCE = Decision(
    name="certificate-issuance",
    title=Text("职业资格证书核发", "Issuing the qualification certificate"),
    question=Text("可以核发这份职业资格证书吗？", "May this qualification certificate be issued?"),
    facts=(*_EXAM, facts.PASSED, facts.ISSUE_ON),
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
            "not_earned",
            Text("未取得", "not earned"),
            Text("考核未合格，不能发证。", "The candidate did not pass: no certificate."),
        ),
        Outcome(
            "prohibited",
            Text("禁止核发", "prohibited"),
            Text(
                "这场考试不得组织，据此发证属违规发证。",
                "The exam was not permitted; a certificate from it would be irregular.",
            ),
        ),
        Outcome(
            "issue",
            Text("可以核发", "issue"),
            Text("可以核发职业资格证书。", "The qualification certificate may be issued."),
        ),
        Outcome(
            "issue_window_closed",
            Text("核发期已过", "the window for issuing has closed"),
            Text(
                "证书核发工作的截止日已过，不能再核发。",
                "The last day for issuing has passed; it can no longer be issued.",
            ),
        ),
    ),
    rules=(
        Rule(
            "other-department",
            permission_was("other_department"),
            "not_governed",
            ("80/6",),
            over=("not-passed",),
        ),
        Rule(
            "not-passed",
            ~facts.PASSED,
            "not_earned",
            ("80/4",),
            over=("not-permitted", "as-usual"),
        ),
        Rule("not-permitted", permission_was("not_permitted"), "prohibited", ("80/2", "80/4")),
        Rule("as-usual", permission_was("organise_as_usual"), "issue", ("80/6",)),
        Rule("earned", ALWAYS, "issue", ("80/3",)),
    ),
)

CERTIFICATE_VALIDITY = Decision(
    name="certificate-validity",
    title=Text("职业资格证书效力", "Standing of a qualification certificate"),
    question=Text("这份职业资格证书有效吗？", "Is this qualification certificate valid?"),
    facts=(*_EXAM, facts.ISSUED_ON, facts.REVOKED),
    outcomes=(
        Outcome(
            "revoked",
            Text("已撤销", "revoked"),
            Text("证书已被撤销，不再有效。", "The certificate has been revoked."),
        ),
        Outcome(
            "valid",
            Text("有效", "valid"),
            Text(
                "证书有效，可以证明持有人的职业能力水平。",
                "The certificate is valid and proves its holder's level of skill.",
            ),
        ),
        Outcome(
            "irregular",
            Text("不合规定", "irregular"),
            Text(
                "证书在该职业退出后发出，又没有可以继续发证的依据。",
                "It was issued after the occupation left, with no ground to issue it still.",
            ),
        ),
    ),
    rules=(
        Rule(
            "revoked",
            facts.REVOKED,
            "revoked",
            ("80/4",),
            over=("access-type", "before-exit", "carried-through"),
        ),
        Rule("access-type", ACCESS_TYPE, "valid", ("80/6",)),
        Rule("before-exit", in_catalogue_still(facts.ISSUED_ON), "valid", ("80/4",)),
        Rule(
            "carried-through",
            permission_was("may_continue", "competition_rules"),
            "valid",
            ("80/3",),
        ),
        Rule("no-ground", ALWAYS, "irregular", ("80/4",)),
    ),
)

REPLACEMENT = Decision(
    name="replacement",
    title=Text("补发、换发与书面证明", "Reissue, exchange or written proof"),
    question=Text(
        "证书遗失、有误、损坏或因境外就业需要换发，怎么办？",
        "A certificate is lost, wrong or damaged, or needed for work abroad: what then?",
    ),
    facts=(facts.OCCUPATION, facts.REASON, facts.REQUESTED_ON),
    outcomes=(
        Outcome(
            "not_governed",
            Text("不受此限", "not governed"),
            Text(
                "这里适用的通知没有规定，请向原证书颁发机构了解。",
                "The notices that apply here do not say; ask the original issuing authority.",
            ),
        ),
        Outcome(
            "replace",
            Text("可以补发或换发", "reissue or exchange"),
            Text("可以申请补发或换发证书。", "The certificate may be reissued or exchanged."),
        ),
        Outcome(
            "written_proof",
            Text("出具书面证明", "written proof"),
            Text(
                "不再补发或换发，由原证书颁发机构（或其承继机构）出具书面证明；原证书继续有效。",
                "No reissue or exchange: the original issuing authority or its successor gives a "
                "written proof, and the certificate stays valid.",
            ),
        ),
    ),
    rules=(
        Rule(
            "other-department",
            ACCESS_TYPE & ~BY_HRSS,
            "not_governed",
            ("80/6",),
            over=("access-type",),
        ),
        Rule("access-type", ACCESS_TYPE, "replace", ("80/6",)),
        Rule("not-said", ALWAYS, "not_governed", ("80/4",)),
    ),
)
