"""Decisions 8 and 9: the way to a certificate for those in training, and who may certify now."""

from xianjie.instruments import facts
from xianjie.law import ALWAYS, Day, Decision, Outcome, Rule, named
from xianjie.text import Text

ALIGNED = named(
    "按对接职业资格的计划招收",
    "the person was enrolled on a plan aligned with the qualification",
    facts.PLAN_ALIGNED,
    unless=facts.PLAN_ALIGNED.no,
    clauses=("80/3",),
)

IN_FORCE = named(
    "拟发证日在备案有效期内",
    "the day of issue lies within the filing's term",
    (Day(facts.ISSUE_ON) >= Day(facts.FILING_FROM))
    & (Day(facts.ISSUE_ON) <= Day(facts.FILING_UNTIL)),
    unless=Text("拟发证日不在备案有效期内", "the day of issue lies outside the filing's term"),
)

ONLY_ITS_OWN = facts.ORGANISATION_KIND.is_("employer", "technical_school")

TRAINING_ROUTE = Decision(
    name="training-route",
    title=Text("学生与学徒的取证路径", "The route of students and apprentices"),
    question=Text(
        "这名学生或学徒应当取得哪种证书？",
        "Which certificate does this student or apprentice work towards?",
    ),
    facts=(
        facts.PROGRAMME,
        facts.PLAN_ALIGNED,
        facts.QUALIFICATION_OPEN,
        facts.SPONSOR_FILED,
    ),
    outcomes=(
        Outcome(
            "ordinary_route",
            Text("按一般途径", "the ordinary route"),
            Text(
                "培养计划未对接职业资格，按一般途径参加职业技能等级认定。",
                "The plan is not aligned with a qualification: level certification like anyone.",
            ),
        ),
        Outcome(
            "qualification_certificate",
            Text("职业资格证书", "the qualification certificate"),
            Text(
                "毕（结）业前仍可取得职业资格证书。",
                "The qualification certificate can still be earned by graduation.",
            ),
        ),
        Outcome(
            "own_level_certification",
            Text("由培养单位自行认定", "level certification by the sponsor"),
            Text(
                "培养单位已备案，可以自行认定并颁发职业技能等级证书。",
                "The sponsor is filed and may itself certify the skill level.",
            ),
        ),
        Outcome(
            "entrust_filed_organisation",
            Text("委托已备案机构认定", "entrust a filed organisation"),
            Text(
                "培养单位未备案，应委托已备案的机构进行职业技能等级认定。",
                "The sponsor is not filed: it entrusts a filed organisation with certification.",
            ),
        ),
        Outcome(
            "no_route",
            Text("通知未规定路径", "no route in the notice"),
            Text(
                "按此理解，通知没有为未备案的院校规定取证路径。",
                "Read so, the notice gives a school that is not filed no route.",
            ),
        ),
    ),
    rules=(
        Rule(
            "not-aligned",
            ~ALIGNED,
            "ordinary_route",
            over=("qualification-open", "sponsor-filed"),
        ),
        Rule(
            "qualification-open",
            facts.QUALIFICATION_OPEN,
            "qualification_certificate",
            ("80/3",),
            over=("sponsor-filed",),
        ),
        Rule(
            "sponsor-filed",
            facts.SPONSOR_FILED,
            "own_level_certification",
            ("80/3", "80/5"),
        ),
        Rule("sponsor-not-filed", ALWAYS, "entrust_filed_organisation", ("80/3", "80/5")),
    ),
)

LEVEL_CERTIFICATE_ISSUANCE = Decision(
    name="level-certificate-issuance",
    title=Text("职业技能等级证书颁发", "Issuing a skill-level certificate"),
    question=Text(
        "这个机构可以颁发这份职业技能等级证书吗？",
        "May this organisation issue this skill-level certificate?",
    ),
    facts=(
        facts.ORGANISATION_KIND,
        facts.FILED,
        facts.FILING_FROM,
        facts.FILING_UNTIL,
        facts.OCCUPATION_IN_SCOPE,
        facts.LEVEL_IN_SCOPE,
        facts.CANDIDATE_IS_OWN,
        facts.ENTRUSTED,
        facts.PASSED,
        facts.ISSUE_ON,
    ),
    outcomes=(
        Outcome(
            "prohibited",
            Text("禁止颁发", "prohibited"),
            Text(
                "政府部门及其授权单位不再认定发证。",
                "Government and bodies authorised by it no longer certify.",
            ),
        ),
        Outcome(
            "not_filed",
            Text("机构未备案", "not filed"),
            Text(
                "只有已备案的机构才能颁发职业技能等级证书。",
                "Only a filed organisation may issue a skill-level certificate.",
            ),
        ),
        Outcome(
            "filing_not_in_force",
            Text("备案不在有效期", "filing not in force"),
            Text(
                "发证日不在机构备案的有效期内。",
                "The day of issue lies outside the term of the filing.",
            ),
        ),
        Outcome(
            "out_of_scope",
            Text("超出备案范围", "out of scope"),
            Text(
                "该职业或等级不在机构的备案范围内。",
                "The occupation or the level is not within the filing.",
            ),
        ),
        Outcome(
            "candidate_not_covered",
            Text("不在服务对象范围", "candidate not covered"),
            Text(
                "用人单位和技工院校只能认定本单位人员，或受委托认定的人员。",
                "Employers and technical schools certify their own people, or those entrusted to "
                "them.",
            ),
        ),
        Outcome(
            "not_earned",
            Text("未取得", "not earned"),
            Text("考核未合格，不能发证。", "The candidate did not pass: no certificate."),
        ),
        Outcome(
            "issue",
            Text("可以颁发", "issue"),
            Text("可以颁发职业技能等级证书。", "The skill-level certificate may be issued."),
        ),
    ),
    rules=(
        Rule(
            "government",
            facts.ORGANISATION_KIND.is_("government"),
            "prohibited",
            ("80/2",),
            over=("not-filed", "not-in-force", "out-of-scope", "not-passed"),
        ),
        Rule(
            "not-filed",
            ~facts.FILED,
            "not_filed",
            ("80/5",),
            over=("not-in-force", "out-of-scope", "not-covered", "not-passed"),
        ),
        Rule(
            "not-in-force",
            ~IN_FORCE,
            "filing_not_in_force",
            ("80/5",),
            over=("out-of-scope", "not-covered", "not-passed"),
        ),
        Rule(
            "out-of-scope",
            ~facts.OCCUPATION_IN_SCOPE | ~facts.LEVEL_IN_SCOPE,
            "out_of_scope",
            ("80/5",),
            over=("not-covered", "not-passed"),
        ),
        Rule(
            "not-covered",
            ONLY_ITS_OWN & ~facts.CANDIDATE_IS_OWN & ~facts.ENTRUSTED,
            "candidate_not_covered",
            ("80/5",),
            over=("not-passed",),
        ),
        Rule("not-passed", ~facts.PASSED, "not_earned", ("80/4",)),
        Rule("in-order", ALWAYS, "issue", ("80/5",)),
    ),
)
