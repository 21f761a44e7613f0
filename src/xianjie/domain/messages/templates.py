"""What messages say, in both languages: each template a version, its clauses and its values.

A template that is told is never changed; a new wording is a new version beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter
from typing import Any

from xianjie.errors import XianjieError
from xianjie.instruments import law
from xianjie.text import Lang, Text

Value = str | int | date | Text


class NoTemplate(XianjieError):
    """There is no template of that name and version, or it lacks a value."""


@dataclass(frozen=True, slots=True)
class Template:
    """``title`` heads a mail or a page, ``body`` follows it, ``short`` is a text message."""

    name: str
    version: str
    title: Text
    body: Text
    short: Text
    clauses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for text in (self.title, self.body, self.short):
            if _fields(text.zh) != _fields(text.en):
                message = f"{self.name}: the languages do not take the same values"
                raise ValueError(message)

    @property
    def takes(self) -> frozenset[str]:
        """The names of its values."""
        return frozenset().union(*(_fields(one.zh) for one in (self.title, self.body, self.short)))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one language."""

    title: str
    body: str
    short: str
    clauses: tuple[str, ...]


def find(name: str, version: str = "") -> Template:
    """The template, the newest where no version is named; raises `NoTemplate`."""
    found = [one for one in TEMPLATES if one.name == name and version in {"", one.version}]
    if not found:
        raise NoTemplate(
            Text(
                f"没有这个消息模板：{name} {version}；请选 {'、'.join(_names())} 之一",
                f"there is no template {name} {version}; it is one of {', '.join(_names())}",
            )
        )
    return found[-1]


def written(template: Template, values: Mapping[str, Value]) -> dict[str, Any]:
    """The values as they are kept; raises `NoTemplate` where one is missing or too many."""
    wrong = template.takes.symmetric_difference(values)
    if wrong:
        names = "、".join(sorted(wrong)), ", ".join(sorted(wrong))
        raise NoTemplate(
            Text(
                f"模板 {template.name} 的值不对：{names[0]}；"
                f"应有 {'、'.join(sorted(template.takes))}",
                f"the template {template.name} got wrong values: {names[1]}; it takes "
                f"{', '.join(sorted(template.takes))}",
            )
        )
    return {name: _kept(value) for name, value in values.items()}


def render(name: str, version: str, values: Mapping[str, Any], lang: Lang) -> Rendered:
    """The message that those kept values make; raises `NoTemplate`."""
    template = find(name, version)
    words = {name: _spoken(value, lang) for name, value in values.items()}
    return Rendered(
        " ".join(template.title.in_(lang).format_map(words).split()),
        template.body.in_(lang).format_map(words),
        " ".join(template.short.in_(lang).format_map(words).split()),
        template.clauses,
    )


def grounds(clauses: Iterable[str], lang: Lang) -> str:
    """The clauses by their citations."""
    known = law().clauses
    return ("、" if lang == "zh" else ", ").join(known[one].citation.in_(lang) for one in clauses)


def _kept(value: Value) -> object:
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _spoken(value: Any, lang: Lang) -> str:  # noqa: ANN401 - as JSON gives it
    if not isinstance(value, Mapping):
        return str(value)
    if "day" not in value:
        return str(value[lang])
    day = date.fromisoformat(value["day"])
    return (
        f"{day.year}年{day.month}月{day.day}日"
        if lang == "zh"
        else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    )


@cache
def _fields(text: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in Formatter().parse(text) if field)


def _names() -> list[str]:
    return list(dict.fromkeys(one.name for one in TEMPLATES))


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_CHOICE = ("252/2.1.2",)
_SUSPENSION = ("252/2.1.1.4", "252/4")
_FILING = ("80/5",)
_SUPERVISION = ("252/2.4", "80/4")

TEMPLATES: tuple[Template, ...] = (
    Template(
        "registration_accepted",
        "1",
        Text("报名已受理", "Your registration is accepted"),
        Text(
            "你报考的“{exam}”（{occupation}）已受理，考试费 {amount} 元已入账。考试日：{day}。",
            "Your registration for {exam} ({occupation}) is accepted, the fee of {amount} yuan is "
            "entered. The exam is on {day}.",
        ),
        Text(
            "“{exam}”报名已受理，考试日{day}。",
            "Your registration for {exam} on {day} is accepted.",
        ),
    ),
    Template(
        "choice_opened",
        "1",
        Text("请选择继续参加或者退费", "Please choose: go on or be refunded"),
        Text(
            "“{exam}”（{occupation}）：从{opens}到{last}（当日可选），你可以选择继续参加，或者退还这次"
            "考试的费用。不作答复的，按“{default}”处理（解读 R8）。锁定之前可以更改。请登录后在"
            "“我的报名”中选择，或者请报名机构代为登记。",
            "{exam} ({occupation}): from {opens} until the end of {last} you may choose to go on "
            "or to have the fee of this exam back. For who stays silent this holds: {default} "
            "(reading R8). You may change it until it is locked. Log in and choose under “My "
            "registrations”, or have your institution record it.",
        ),
        Text(
            "“{exam}”请于{opens}至{last}选择继续或退费，逾期按“{default}”处理。",
            "{exam}: choose from {opens} to {last} to go on or be refunded; else: {default}.",
        ),
        _CHOICE,
    ),
    Template(
        "choice_reminder",
        "1",
        Text("还没有收到你的选择", "We have not heard your choice"),
        Text(
            "“{exam}”（{occupation}）：到{last}为止（当日可选）你可以选择继续参加或者退费。到期仍未"
            "答复的，按“{default}”处理（解读 R8）。",
            "{exam} ({occupation}): until the end of {last} you may choose to go on or be "
            "refunded. If you stay silent this holds: {default} (reading R8).",
        ),
        Text(
            "“{exam}”尚未收到你的选择，{last}截止，逾期按“{default}”处理。",
            "{exam}: no choice from you yet; it closes on {last}, then: {default}.",
        ),
        _CHOICE,
    ),
    Template(
        "choice_locked",
        "1",
        Text("选择已锁定：继续参加", "Your choice is locked: you go on"),
        Text(
            "“{exam}”（{occupation}）：选择已锁定，你继续参加（{how}）。考试日：{day}。",
            "{exam} ({occupation}): the choice is locked and you go on ({how}). The exam is on "
            "{day}.",
        ),
        Text("“{exam}”已锁定：继续参加，考试日{day}。", "{exam}: you go on, the exam is on {day}."),
        _CHOICE,
    ),
    Template(
        "refund_owed",
        "1",
        Text("考试费将退还", "Your fee is owed back"),
        Text(
            "“{exam}”（{occupation}）：选择已锁定为退费（{how}），考试费 {amount} 元将退回缴费"
            "账户。到账或退回时另行告知。",
            "{exam} ({occupation}): the choice is locked as a refund ({how}); the fee of {amount} "
            "yuan goes back to the account it was paid from. You are told when it is paid or "
            "returned.",
        ),
        Text(
            "“{exam}”考试费 {amount} 元将退还。", "{exam}: the fee of {amount} yuan is owed back."
        ),
        _CHOICE,
    ),
    Template(
        "exam_cancelled",
        "1",
        Text("考试取消，费用退还", "The exam is called off, the fee is owed back"),
        Text(
            "“{exam}”（{occupation}）按规定不再举行，考试费 {amount} 元将退回缴费账户。"
            "依据：{basis}。",
            "{exam} ({occupation}) is not held, as the rules forbid it; the fee of {amount} yuan "
            "goes back to the account it was paid from. Basis: {basis}.",
        ),
        Text(
            "“{exam}”已取消，考试费 {amount} 元将退还。",
            "{exam} is called off; the fee of {amount} yuan is owed back.",
        ),
        _CHOICE,
    ),
    Template(
        "refund_paid",
        "1",
        Text("退费已到账", "Your refund is paid"),
        Text(
            "“{exam}”（{occupation}）：考试费 {amount} 元已退到你的账户，银行于{day}回盘确认。",
            "{exam} ({occupation}): the fee of {amount} yuan is paid into your account; the bank "
            "confirmed it on {day}.",
        ),
        Text("“{exam}”退费 {amount} 元已到账。", "{exam}: your refund of {amount} yuan is paid."),
        _CHOICE,
    ),
    Template(
        "refund_failed",
        "1",
        Text("退费未成功，请更换账号", "Your refund was returned; give another account"),
        Text(
            "“{exam}”（{occupation}）：退费 {amount} 元被银行退回（{reason}）。请登录后在“我的报名”"
            "中更换账号，或者请报名机构代办。款项不会因此丧失。",
            "{exam} ({occupation}): the bank returned your refund of {amount} yuan ({reason}). Log "
            "in and give another account under “My registrations”, or ask your institution. The "
            "money stays yours.",
        ),
        Text(
            "“{exam}”退费 {amount} 元被银行退回，请更换账号。",
            "{exam}: the bank returned your refund of {amount} yuan; give another account.",
        ),
        _CHOICE,
    ),
    Template(
        "exam_moved",
        "1",
        Text("考试改期", "The exam is moved"),
        Text(
            "“{exam}”（{occupation}）由{before}改到{after}。依据：{basis}。",
            "{exam} ({occupation}) is moved from {before} to {after}. Basis: {basis}.",
        ),
        Text("“{exam}”由{before}改到{after}。", "{exam} is moved from {before} to {after}."),
    ),
    Template(
        "exam_suspended",
        "1",
        Text("考试暂停", "The exam stands still"),
        Text(
            "“{exam}”（{occupation}，原定{day}）：{area}自{opens}起暂停考试，{until}。依据：{basis}。"
            "考试日如有变动另行告知；暂停不顺延任何期限。",
            "{exam} ({occupation}, planned for {day}): exams in {area} stand still from {opens}, "
            "{until}. Basis: {basis}. You are told if the day changes; the suspension moves no "
            "deadline.",
        ),
        Text(
            "“{exam}”（原定{day}）因{area}自{opens}起暂停考试而停下，{until}。",
            "{exam} (planned for {day}) stands still: {area} from {opens}, {until}.",
        ),
        _SUSPENSION,
    ),
    Template(
        "suspension_lifted",
        "1",
        Text("考试恢复", "Exams go on"),
        Text(
            "{area}自{opens}起恢复考试。“{exam}”（{occupation}）的考试日：{day}；如有变动另行告知。"
            "依据：{basis}。",
            "Exams in {area} go on from {opens}. {exam} ({occupation}) is planned for {day}; you "
            "are told if that changes. Basis: {basis}.",
        ),
        Text(
            "{area}自{opens}起恢复考试，“{exam}”考试日{day}。",
            "Exams in {area} go on from {opens}; {exam} is planned for {day}.",
        ),
        _SUSPENSION,
    ),
    Template(
        "result_published",
        "1",
        Text("成绩已公布", "Your result is published"),
        Text(
            "“{exam}”（{occupation}）的成绩已公布。请登录后在“我的报名”中查看；有疑问的可以申请复核。",
            "The result of {exam} ({occupation}) is published. Log in and see it under “My "
            "registrations”; you may ask for a review.",
        ),
        Text("“{exam}”成绩已公布，请登录查看。", "{exam}: your result is published; log in."),
    ),
    Template(
        "certificate_changed",
        "1",
        Text("证书有变更：{change}", "Your certificate: {change}"),
        Text(
            "你的“{occupation}”证书自{on}起{change}。理由：{reason}。依据：{basis}。"
            "有异议的，请登录后在“我的证书”中提出，由未经办这项变更的人答复；"
            "也可以依法申请行政复议或者提起行政诉讼。",
            "Your certificate of {occupation} is {change} from {on}. Reason: {reason}. Basis: "
            "{basis}. You may object under “My certificates”; somebody who had no part in it "
            "answers. You may also apply for administrative review or bring an administrative "
            "suit, as the law provides.",
        ),
        Text(
            "你的“{occupation}”证书自{on}起{change}，请登录查看理由；可以提出异议。",
            "Your certificate of {occupation} is {change} from {on}; log in for the reason. You "
            "may object.",
        ),
        ("252/2.4",),
    ),
    Template(
        "certificate_not_changed",
        "1",
        Text("你提出的更正没有被采纳", "What you asked to be corrected was not"),
        Text(
            "你对“{occupation}”证书提出的更正（如补交照片）没有被采纳。理由：{reason}。"
            "请登录后在“我的证书”中重新提交。",
            "The correction that you asked for (such as a photograph) of your certificate of "
            "{occupation} was not made. Reason: {reason}. Hand it in again under “My "
            "certificates”.",
        ),
        Text(
            "你对“{occupation}”证书提出的更正没有被采纳，请登录查看理由。",
            "The correction of your certificate of {occupation} was not made; log in for the "
            "reason.",
        ),
    ),
    Template(
        "appeal_answered",
        "1",
        Text("对你的异议的答复：{verdict}", "Your objection: {verdict}"),
        Text(
            "你对“{occupation}”证书变更的异议已有答复：{verdict}。{answer}",
            "Your objection to the change of your certificate of {occupation} is answered: "
            "{verdict}. {answer}",
        ),
        Text(
            "你对“{occupation}”证书变更的异议已答复：{verdict}。",
            "Your objection about the certificate of {occupation} is answered: {verdict}.",
        ),
    ),
    Template(
        "application_asked",
        "1",
        Text("请补交材料", "Please add documents"),
        Text(
            "你就“{occupation}”证书提出的申请缺少或者需要重交：{missing}。这是一次性告知；"
            "材料齐全之日起7个工作日内审核、3个工作日内审批。请登录后在“我的证书”中上传。",
            "Your application about the certificate of {occupation} lacks, or needs again: "
            "{missing}. You are told once. Review takes 7 working days and the decision 3 from "
            "the day when all is there. Log in and add them under “My certificates”.",
        ),
        Text(
            "你就“{occupation}”证书的申请请补交：{missing}。",
            "Your application about the certificate of {occupation} needs: {missing}.",
        ),
        ("252/2.3",),
    ),
    Template(
        "application_granted",
        "1",
        Text("申请已办理：{outcome}", "Your application is granted: {outcome}"),
        Text(
            "你就“{occupation}”证书提出的申请已办理：{outcome}。请登录后在“我的证书”中下载，"
            "或者到办理单位领取。",
            "Your application about the certificate of {occupation} is granted: {outcome}. "
            "Download it under “My certificates”, or collect it from the office that answered.",
        ),
        Text(
            "你就“{occupation}”证书的申请已办理：{outcome}。",
            "Your application about the certificate of {occupation} is granted: {outcome}.",
        ),
        ("252/2.3",),
    ),
    Template(
        "application_refused",
        "1",
        Text("申请不予办理", "Your application is refused"),
        Text(
            "你就“{occupation}”证书提出的申请不予办理。理由：{reason}",
            "Your application about the certificate of {occupation} is refused. Reason: {reason}",
        ),
        Text(
            "你就“{occupation}”证书的申请不予办理，请登录查看理由和救济途径。",
            "Your application about the certificate of {occupation} is refused; log in for the "
            "reason and what you may do.",
        ),
        ("252/2.3",),
    ),
    Template(
        "guidance_issued",
        "1",
        Text("指导通知：{title}", "Guidance notice: {title}"),
        Text(
            "指导通知“{title}”已发给你所在的单位。请登录工作台阅读，并确认已阅知。依据：{basis}。",
            "The guidance notice “{title}” is addressed to your body. Log in to the workbench, "
            "read it and confirm that you have. Basis: {basis}.",
        ),
        Text("指导通知“{title}”待阅知。", "The guidance notice “{title}” waits to be read."),
        _SUSPENSION[:1],
    ),
    Template(
        "filing_asked",
        "1",
        Text("备案申请须补正", "Your application lacks something"),
        Text(
            "你单位的备案申请（{kind}）须补正，一次告知如下：{missing}。请于{due}前补齐后再次提交；"
            "逾期不补的，可以不予备案。",
            "Your application {kind} lacks the following, which is asked for once: {missing}. "
            "Complete it and hand it in again by {due}; after that it may be refused.",
        ),
        Text(
            "备案申请（{kind}）须补正，期限{due}，请登录查看。",
            "Your application {kind} lacks something; complete it by {due}. Log in to see.",
        ),
        _FILING,
    ),
    Template(
        "filing_granted",
        "1",
        Text("予以备案", "Your application is granted"),
        Text(
            "你单位的备案申请（{kind}）已获准，机构编号 {number}，自{begins}起，有效期至{until}。",
            "Your application {kind} is granted. Your number is {number}; it holds from {begins}, "
            "and the term ends on {until}.",
        ),
        Text(
            "备案申请（{kind}）已获准，编号 {number}，{begins}至{until}。",
            "Granted ({kind}): number {number}, {begins} to {until}.",
        ),
        _FILING,
    ),
    Template(
        "filing_refused",
        "1",
        Text("不予备案", "Your application is refused"),
        Text(
            "你单位的备案申请（{kind}）不予备案，理由：{reason}。对这一决定，可以依法申请行政复议或者"
            "提起行政诉讼。",
            "Your application {kind} is refused: {reason}. Against this one may apply for "
            "administrative review or bring an administrative suit, as the law provides.",
        ),
        Text(
            "备案申请（{kind}）不予备案：{reason}", "Your application {kind} is refused: {reason}"
        ),
        _FILING,
    ),
    Template(
        "filing_measure",
        "1",
        Text("对备案的处理：{measure}", "A measure on your filing: {measure}"),
        Text(
            "对你单位的备案（{scope}）自{begins}起：{measure}。理由：{grounds}。理由予以公布。对这一决定，"
            "可以依法申请行政复议或者提起行政诉讼。",
            "On your filing ({scope}), from {begins}: {measure}. Grounds, which are published: "
            "{grounds}. Against this one may apply for administrative review or bring an "
            "administrative suit, as the law provides.",
        ),
        Text(
            "对备案（{scope}）自{begins}起：{measure}。",
            "On your filing ({scope}) from {begins}: {measure}.",
        ),
        _FILING,
    ),
    Template(
        "filing_renewal_due",
        "1",
        Text("备案即将期满，请申请延续", "Your filing ends soon; apply to renew it"),
        Text(
            "你单位的备案有效期至{until}，现在可以申请延续。期满未延续的，不得再颁发职业技能等级证书。",
            "The term of your filing ends on {until}, and it can be renewed now. Without a renewal "
            "no skill-level certificate may be issued after that day.",
        ),
        Text(
            "备案有效期至{until}，现可申请延续。",
            "Your filing ends on {until}; it can be renewed now.",
        ),
        _FILING,
    ),
    Template(
        "alerts_found",
        "1",
        Text("有 {count} 条新预警待说明", "New alerts to explain: {count}"),
        Text(
            "例行检查在你单位的发证、考试或评价记录中发现 {count} 条新预警。请登录工作台，"
            "在“本单位预警”中说明情况，或报告更正了什么。预警是线索，不是结论。",
            "A routine look at your records of issuing, exams or evaluations found new alerts: "
            "{count}. Log in to the workbench and explain them under “Own alerts”, or say what you "
            "put right. An alert is a lead and no finding.",
        ),
        Text(
            "有 {count} 条新预警，请登录“本单位预警”说明。",
            "New alerts: {count}. Log in and explain them under “Own alerts”.",
        ),
        _SUPERVISION,
    ),
    Template(
        "alerts_moved",
        "1",
        Text("你处理过的预警有变化", "Alerts that you handled have changed"),
        Text(
            "例行检查中，{body}的预警里你处理过的：{reopened} 条重新查到或证据增多，"
            "{ended} 条不再查到。请登录工作台查看。",
            "A routine look at {body}: of the alerts that you handled, found again or with more to "
            "show: {reopened}; no longer found: {ended}. Log in to the workbench and look.",
        ),
        Text(
            "你处理过的预警：{reopened} 条重新提出，{ended} 条已消除，请登录查看。",
            "Alerts that you handled: reopened {reopened}, ended {ended}. Log in and look.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_asked",
        "1",
        Text("核查：请说明情况", "An inquiry: please answer"),
        Text(
            "主管部门就“{case}”核查你单位，请在{due}前（含当日）登录工作台，在“对我单位的核查”中说明情况"
            "并附材料。问题：{question}",
            "The authority looks into “{case}” at your body. Log in to the workbench by {due}, "
            "that day included, and answer under “Inquiries into us”, with what shows it. The "
            "question: {question}",
        ),
        Text(
            "主管部门就“{case}”核查，请在{due}前登录说明。",
            "The authority asks about “{case}”: log in and answer by {due}.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_found",
        "1",
        Text("核查认定已作出", "A finding was made"),
        Text(
            "“{case}”的核查认定：{finding}。对认定不服的，可以在{last}前（含当日）登录工作台提出异议，"
            "由另一人复核；依法申请行政复议、提起行政诉讼的权利不受影响。",
            "The finding in “{case}”: {finding}. You may object by {last}, that day included, in "
            "the workbench, and another person answers; administrative review and suit stay open "
            "to you as the law provides.",
        ),
        Text(
            "“{case}”的核查认定已作出，请登录查看。",
            "A finding was made in “{case}”: log in to see it.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_ordered",
        "1",
        Text("责令整改", "You are ordered to put something right"),
        Text(
            "“{case}”：请在{due}前（含当日）完成整改，并登录工作台报告。整改要求：{order}",
            "“{case}”: put this right by {due}, that day included, and report it in the workbench: "
            "{order}",
        ),
        Text(
            "“{case}”责令整改，请在{due}前完成并登录报告。",
            "“{case}”: put right by {due} what you are ordered to, and report it in the workbench.",
        ),
        _SUPERVISION,
    ),
    Template(
        "case_checked",
        "1",
        Text("整改复查结果", "What you put right was checked"),
        Text(
            "“{case}”的整改复查：{outcome}。{words}", "“{case}”, checked again: {outcome}. {words}"
        ),
        Text("“{case}”的整改复查：{outcome}。", "“{case}”, checked again: {outcome}."),
        _SUPERVISION,
    ),
    Template(
        "case_settled",
        "1",
        Text("异议答复", "Your objection was answered"),
        Text(
            "你单位在“{case}”中的异议：{outcome}。{words}",
            "Your objection in “{case}”: {outcome}. {words}",
        ),
        Text("“{case}”中的异议：{outcome}。", "Your objection in “{case}”: {outcome}."),
        _SUPERVISION,
    ),
    Template(
        "case_closed",
        "1",
        Text("核查已办结", "An inquiry was closed"),
        Text("“{case}”已办结：{findings}", "“{case}” was closed: {findings}"),
        Text("“{case}”已办结，请登录查看。", "“{case}” was closed: log in to see how."),
        _SUPERVISION,
    ),
    Template(
        "body_blacklisted",
        "1",
        Text("列入失信名单", "You were put on the blacklist"),
        Text(
            "你单位自{begins}起列入失信名单，至{ends}为止（当日不含），期间不得备案。理由：{grounds}。"
            "理由予以公布。对这一决定，可以依法申请行政复议或者提起行政诉讼。",
            "From {begins} until before {ends} your body is on the blacklist and cannot be filed. "
            "Grounds, which are published: {grounds}. Against this one may apply for "
            "administrative review or bring an administrative suit, as the law provides.",
        ),
        Text(
            "自{begins}起列入失信名单，至{ends}为止。",
            "On the blacklist from {begins} until before {ends}.",
        ),
        _SUPERVISION,
    ),
    Template(
        "cohort_at_risk",
        "1",
        Text("取证预警：{cohort}", "Certificates at risk: {cohort}"),
        Text(
            "“{programme}”{cohort}将于{day}毕（结）业，有 {count} 名学员还没有可靠的取证安排。"
            "请登录工作台，在“取证覆盖”中查看名单、原因和下一步办法。",
            "{cohort} of {programme} graduates on {day}, and {count} learners have no reliable "
            "way to a certificate yet. Log in to the workbench and see under “Coverage” who they "
            "are, why, and what to do next.",
        ),
        Text(
            "{cohort}将于{day}毕（结）业，{count} 名学员取证有风险，请登录查看。",
            "{cohort} graduates on {day}; {count} learners are at risk of no certificate: log in.",
        ),
        ("252/2.2",),
    ),
)
