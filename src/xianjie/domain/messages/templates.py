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
