"""What must hold whatever the rules become: proved for every case of every jurisdiction."""

from xianjie.instruments import facts
from xianjie.instruments.cn.notions import ACCESS_TYPE, BY_HRSS, in_catalogue_still
from xianjie.instruments.cn.rules.certificates import permission_was
from xianjie.law import Condition, Property, outcome_is
from xianjie.text import Text


def _if(premise: Condition, conclusion: Condition) -> Condition:
    return ~premise | conclusion


_ISSUED = outcome_is("certificate-issuance", "issue")

PROPERTIES = (
    Property(
        "what-is-issued-is-valid",
        Text(
            "依规定可以核发的证书，当日发出即为有效。",
            "A certificate that may be issued on a day is valid when issued on that day.",
        ),
        _if(
            _ISSUED,
            outcome_is(
                "certificate-validity",
                "valid",
                assume={"revoked": False},
                rename={"issued_on": facts.ISSUE_ON},
            ),
        ),
        ("80/4",),
    ),
    Property(
        "nothing-issued-unearned",
        Text("考核未合格的，任何证书都不得发出。", "Nobody who did not pass gets any certificate."),
        _if(
            ~facts.PASSED,
            ~_ISSUED & ~outcome_is("level-certificate-issuance", "issue"),
        ),
        ("80/4",),
    ),
    Property(
        "no-certificate-from-a-forbidden-exam",
        Text(
            "不得组织的考试，不产生可以核发的证书。",
            "An exam that may not be held leads to no certificate.",
        ),
        _if(permission_was("not_permitted"), ~_ISSUED),
        ("80/4",),
    ),
    Property(
        "valid-if-issued-before-exit",
        Text(
            "退出目录前发出且未被撤销的证书，始终有效。",
            "A certificate issued before the exit and not revoked is always valid.",
        ),
        _if(
            ~ACCESS_TYPE & in_catalogue_still(facts.ISSUED_ON) & ~facts.REVOKED,
            outcome_is("certificate-validity", "valid"),
        ),
        ("80/4",),
    ),
    Property(
        "government-issues-no-level-certificate",
        Text(
            "政府部门及其授权单位不颁发职业技能等级证书。",
            "Government and bodies authorised by it issue no skill-level certificate.",
        ),
        _if(
            facts.ORGANISATION_KIND.is_("government"),
            ~outcome_is("level-certificate-issuance", "issue"),
        ),
        ("80/2",),
    ),
    Property(
        "no-candidate-of-a-held-exam-loses-the-certificate",
        Text(
            "考试许可组织且已举行的，合格考生即可取得证书。",
            "Whoever passed an exam that was permitted and held can have the certificate.",
        ),
        _if(
            facts.EXAM_HELD
            & permission_was("may_continue", "competition_rules", "organise_as_usual"),
            outcome_is("candidate-option", "certificate_if_passed"),
        ),
        ("80/3",),
    ),
    Property(
        "access-type-under-hrss-goes-on",
        Text(
            "由人社部门组织的准入类职业，考试不因退出安排而禁止。",
            "No exam of an access-type occupation under HRSS is forbidden by the exit.",
        ),
        _if(
            ACCESS_TYPE & BY_HRSS,
            outcome_is("exam-permission", "organise_as_usual", "suspended"),
        ),
        ("80/6",),
    ),
)
