"""Templates of certificates: changed, objected to, applied for again."""

from __future__ import annotations

from xianjie.domain.messages.templates.template import Template
from xianjie.text import Text

TEMPLATES = (
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
)
