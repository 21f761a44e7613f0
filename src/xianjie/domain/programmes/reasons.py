"""How a learner is covered, and why: names that are kept, with the words in which they are told."""

from __future__ import annotations

from enum import StrEnum

from xianjie.text import Text


class State(StrEnum):
    """A learner is in exactly one, so the counts of all states sum to the number of learners.

    The four that the notices' task needs, and the one of those for whom there is still time or a
    way is arranged: neither covered yet nor at risk.
    """

    QUALIFICATION = "covered_by_qualification"
    LEVEL = "covered_by_level_certification"
    ON_THE_WAY = "on_the_way"
    AT_RISK = "at_risk"
    UNCOVERED = "uncovered"

    @property
    def label(self) -> Text:
        return _STATES[self]


class Reason(StrEnum):
    """Why a learner is in the state, by the first that holds."""

    HELD = "held"
    LEFT = "left"
    GRADUATED = "graduated"
    REGISTERED = "registered"
    PLANNED = "planned"
    STANDS_STILL = "stands_still"
    TIME_LEFT = "time_left"
    REGISTER = "register"
    NO_EXAM = "no_exam"
    PLAN = "plan"
    ENTRUST = "entrust"
    ORDINARY = "ordinary"
    NO_ROUTE = "no_route"
    UNDECIDED = "undecided"

    @property
    def words(self) -> Text:
        """Why, in a sentence."""
        return _REASONS[self][0]

    @property
    def advice(self) -> Text | None:
        """What to do next; None where nothing need be done, or nothing can be."""
        return _REASONS[self][1]


_STATES = {
    State.QUALIFICATION: Text("已取得职业资格证书", "covered by qualification"),
    State.LEVEL: Text("已取得职业技能等级证书", "covered by level certification"),
    State.ON_THE_WAY: Text("在途", "on the way"),
    State.AT_RISK: Text("有风险", "at risk"),
    State.UNCOVERED: Text("未取得", "uncovered"),
}
_REASONS: dict[Reason, tuple[Text, Text | None]] = {
    Reason.HELD: (
        Text(
            "登记册中有本职业、不低于目标等级的有效证书。",
            "The register has a valid certificate of the occupation, at the level or above.",
        ),
        None,
    ),
    Reason.LEFT: (
        Text("未取得证书即离开培养。", "Left the training without a certificate."),
        None,
    ),
    Reason.GRADUATED: (
        Text("毕（结）业时未取得证书。", "Graduated without a certificate."),
        Text(
            "可以按一般途径参加职业技能等级认定；请告知本人已备案的机构。",
            "Level certification stays open to anyone: tell the person which organisations are "
            "filed.",
        ),
    ),
    Reason.REGISTERED: (
        Text(
            "报名已受理，考试和发证都在毕（结）业之前。",
            "Registered for an exam that is held, and its certificate issued, by graduation.",
        ),
        None,
    ),
    Reason.PLANNED: (
        Text(
            "已列入毕（结）业之前的评价计划。",
            "On the list of an evaluation that is held by graduation.",
        ),
        None,
    ),
    Reason.STANDS_STILL: (
        Text(
            "唯一的安排是一场暂停中的考试，能否在毕（结）业前举行不能确定。",
            "The only way arranged is an exam that stands still; whether it is held by "
            "graduation is not certain.",
        ),
        Text(
            "请与考试机构商定改期，同时准备等级认定。",
            "Agree on another day with the institution, and prepare level certification beside it.",
        ),
    ),
    Reason.TIME_LEFT: (
        Text("尚未安排，离毕（结）业还早。", "Nothing is arranged yet, and there is time."),
        None,
    ),
    Reason.REGISTER: (
        Text(
            "职业资格仍可取得，但还没有报名。",
            "The qualification can still be earned, but the learner is not registered.",
        ),
        Text("请尽快报名参加考试。", "Register for the exam soon."),
    ),
    Reason.NO_EXAM: (
        Text(
            "职业资格仍可取得，但毕（结）业之前没有已公布的考试。",
            "The qualification can still be earned, but no exam before graduation is announced.",
        ),
        Text(
            "请向鉴定中心要求安排考试，或改为等级认定。",
            "Ask the appraisal centre for an exam, or turn to level certification.",
        ),
    ),
    Reason.PLAN: (
        Text(
            "培养单位已备案，但本人未列入任何评价计划。",
            "The sponsor is filed, but the learner is on no plan of evaluation.",
        ),
        Text(
            "请编制评价计划，提前报告。",
            "Make a plan of evaluation and report it in time.",
        ),
    ),
    Reason.ENTRUST: (
        Text(
            "培养单位未备案（或备案不到毕业日），也没有委托已备案的机构。",
            "The sponsor is not filed through graduation, and no filed organisation evaluates "
            "the learner.",
        ),
        Text(
            "请查找附近已备案的机构并签订委托协议。",
            "Find a filed organisation nearby and sign an agreement that entrusts it.",
        ),
    ),
    Reason.ORDINARY: (
        Text(
            "培养计划未对接职业资格，按一般途径；还没有列入评价计划。",
            "The plan is not aligned with a qualification: the ordinary route, and no "
            "evaluation is arranged.",
        ),
        Text(
            "请组织学员向已备案的机构报名。",
            "Have the learners register with a filed organisation.",
        ),
    ),
    Reason.NO_ROUTE: (
        Text("按此理解，通知没有规定途径。", "Read so, the notice gives no route."),
        Text("请向主管部门请示。", "Ask the competent department."),
    ),
    Reason.UNDECIDED: (
        Text(
            "该职业由其他部门组织考试，能否在毕（结）业前取得不能确定。",
            "Another department organises the exams of the occupation; whether the certificate "
            "comes by graduation is not settled.",
        ),
        Text(
            "请向组织考试的部门核实，并准备等级认定。",
            "Ask the department that organises them, and prepare level certification.",
        ),
    ),
}
