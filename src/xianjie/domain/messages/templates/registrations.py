"""Templates of registrations: accepted, the choice and the refund that follows it."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

_CHOICE = ("252/2.1.2",)
TEMPLATES = (
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
)
