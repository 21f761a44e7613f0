"""Templates of filings: applications and their outcome, measures, renewals."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

_FILING = ("80/5",)
TEMPLATES = (
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
)
