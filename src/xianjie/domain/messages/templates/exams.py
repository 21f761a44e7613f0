"""Templates of exams: moved, suspended and taken up again, their results."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

_SUSPENSION = ("252/2.1.1.4", "252/4")
TEMPLATES = (
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
)
