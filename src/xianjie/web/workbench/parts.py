"""The parts of the workbench, each shown to those who may see it."""

from __future__ import annotations

from django.urls import reverse

from xianjie.domain.accounts.acting import Actor, has_verb
from xianjie.domain.accounts.roles import Role
from xianjie.text import Text

PARTS: tuple[tuple[str, Text, str, str], ...] = (
    ("inbox", Text("待办", "To do"), "work:inbox", "task.read"),
    ("supervision", Text("监管", "Supervision"), "work:supervision", "supervision.read"),
    ("own-alerts", Text("本单位预警", "Own alerts"), "work:own-alerts", "alert.explain"),
    ("exams", Text("考试", "Exams"), "work:exams", "exam.read"),
    ("duties", Text("我的考务", "My exams"), "work:duties", "duty.read"),
    ("reviews", Text("成绩复核", "Reviews"), "work:reviews", "review.answer"),
    ("examiners", Text("考评员", "Examiners"), "work:examiners", "conflict.declare"),
    ("registrations", Text("报名", "Registrations"), "work:registrations", "registration.read"),
    ("certificates", Text("证书", "Certificates"), "work:certificates", "certificate.read"),
    ("issuing", Text("核发", "Issuing"), "work:issue-batches", "certificate.submit"),
    ("proofs", Text("补证与证明", "Proofs"), "work:applications", "proof.read"),
    ("webhooks", Text("推送", "Webhooks"), "work:webhooks", "webhook.keep"),
    ("filings", Text("备案机构", "Filings"), "work:filings", "filing.read"),
    (
        "filing-applications",
        Text("备案申请", "Filing applications"),
        "work:filing-applications",
        "filing.read",
    ),
    ("cases", Text("案件", "Cases"), "work:cases", "supervision.read"),
    ("inspections", Text("抽查", "Inspections"), "work:inspections", "inspection.read"),
    ("reports", Text("通报", "Reports"), "work:report-issue", "report.issue"),
    (
        "my-inspections",
        Text("我的检查", "My inspections"),
        "work:my-inspections",
        "inspection.fill",
    ),
    ("own-cases", Text("对我单位的核查", "Inquiries into us"), "work:own-cases", "case.answer"),
    ("plans", Text("评价", "Evaluations"), "work:plans", "plan.read"),
    ("entrustments", Text("委托", "Entrustments"), "work:entrustments", "entrustment.read"),
    ("received", Text("受托", "Entrusted to us"), "work:received", "entrustment.answer"),
    ("coverage", Text("取证覆盖", "Coverage"), "work:coverage", "programme.read"),
    ("programmes", Text("培养计划", "Programmes"), "work:programmes", "programme.read"),
    ("suspensions", Text("暂停", "Suspensions"), "work:suspensions", "suspension.read"),
    ("messages", Text("消息", "Messages"), "work:messages", "message.read"),
    ("guidance", Text("指导通知", "Guidance"), "work:readings", "guidance.read"),
    ("refunds", Text("退费", "Refunds"), "work:refunds", "refund.read"),
    ("deadlines", Text("期限进度", "Deadlines"), "work:deadlines", "deadline.read"),
    ("institutions", Text("机构", "Institutions"), "work:institutions", "institution.read"),
    ("rulings", Text("已作决定", "Decisions"), "work:rulings", "ruling.read"),
    ("people", Text("账号与角色", "Accounts"), "work:people", "membership.grant"),
    ("events", Text("审计日志", "Audit log"), "work:events", "event.read"),
)


def parts_of(actor: Actor | None) -> list[tuple[str, Text, str]]:
    """Name, words and address of each part that is open to the person; none for a candidate."""
    if actor is None or all(one.role is Role.CANDIDATE for one in actor.capacities):
        return []
    return [
        (name, words, reverse(address))
        for name, words, address, verb in PARTS
        if has_verb(actor, verb)
    ]
