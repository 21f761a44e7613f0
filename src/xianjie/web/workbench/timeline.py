"""What happened to a thing, in order, each step with the clauses it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Model, Q

from xianjie.calendar import end_of
from xianjie.clock import CHINA
from xianjie.domain.accounts.models import Membership
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates.models import Application
from xianjie.domain.certificates.telling import DOCUMENTS
from xianjie.domain.filings.completeness import ROLES
from xianjie.domain.filings.models import Application as FilingApplication
from xianjie.domain.filings.models import Organisation, Site
from xianjie.domain.kinds import kind_of
from xianjie.domain.messages import templates
from xianjie.domain.supervision import complaining, keeping
from xianjie.instruments.filing import filing_rules
from xianjie.text import Text
from xianjie.web.workbench.changes import REASONS
from xianjie.web.workbench.filings.words import APPLICATION_KINDS, KINDS


@dataclass(frozen=True)
class Step:
    """One event: when, who, what in words, on which clauses, and what it says beside."""

    at: datetime
    actor: Text | str
    words: Text
    clauses: tuple[str, ...]
    told: tuple[tuple[Text, Text | str], ...]


def of(*things: Model | None, on: date = date.max) -> list[Step]:
    """The steps of these things together by the end of a day, the earliest first."""
    wanted = Q(pk__in=())
    for thing in things:
        if thing is not None:
            wanted |= Q(subject_kind=kind_of(thing), subject_id=thing.pk)
    found = map(_step, Event.objects.filter(wanted).order_by("at", "pk"))
    return [one for one in found if one.at < end_of(on)]


def told_to(username: str, *things: Model | None) -> list[Step]:
    """The steps as somebody outside reads them: their own, or by which body, not by whom of it."""
    steps = of(*things)
    others = {str(one.actor) for one in steps} - {username}
    bodies: dict[str, Text | str] = dict(
        Membership.objects.filter(user__username__in=others, body__isnull=False)
        .order_by("from_on", "pk")
        .values_list("user__username", "body__name")
    )
    named = {username: Text("本人", "you"), **bodies}
    return [
        one if isinstance(one.actor, Text) else replace(one, actor=named.get(one.actor, _ELSE))
        for one in steps
    ]


_ELSE = Text("系统", "the system")


def _step(event: Event) -> Step:
    told = {name: value for name, value in event.told.items() if name not in _LEFT_OUT}
    return Step(
        datetime.fromisoformat(event.at).astimezone(CHINA),
        _ACTORS.get(event.actor, event.actor),
        ACTIONS.get(event.action, Text(event.action, event.action)),
        tuple(event.ground.split()),
        tuple(_told(event.action, told if event.action in _WITHOUT_DIGEST else event.told)),
    )


_ACTORS = {
    complaining.PUBLIC: Text("公众", "the public"),
    keeping.RUN: _ELSE,
}
_LEFT_OUT = {"digest", "version", "messages"}  # of no use to who reads what happened to a thing
_WITHOUT_DIGEST = {
    "filing.attached",
    "filing.detached",
    "proof.attached",
    "message.told",
    "photo.handed_in",
}


def _told(action: str, data: Mapping[str, object]) -> Iterable[tuple[Text, Text | str]]:
    for name, value in data.items():
        if name == "kind" and action in _KINDS:
            yield _KINDS[action][0], _KINDS[action][1](str(value))
        elif name in WORDS and value not in (None, ""):
            yield WORDS[name], _shown(name, value)


def _document(kind: str) -> Text | str:
    """A document of a filing by the name it is asked for under."""
    need = filing_rules().documents.get(kind)
    return need.label if need else kind


_APPLIED = (Text("申请事项", "for"), lambda kind: APPLICATION_KINDS[FilingApplication.Kind(kind)])
_FILED = (Text("材料", "document"), _document)
# What "kind" is of, where an event's is of no document.
_KINDS: Mapping[str, tuple[Text, Callable[[str], Text | str]]] = {
    "organisation.registered": (
        Text("类别", "kind"),
        lambda kind: KINDS[Organisation.Kind(kind)],
    ),
    "filing.drafted": _APPLIED,
    "filing.granted": _APPLIED,
    "filing.refused": _APPLIED,
    "filing.attached": _FILED,
    "filing.detached": _FILED,
}


def _shown(name: str, value: object) -> Text | str:
    """A value as people read it, where the event keeps a code."""
    return _READ[name](value) if name in _READ else str(value)


def _yuan(value: object) -> str:
    return f"{int(str(value)) / 100:,.2f}"


def _reason(value: object) -> Text | str:
    known = value in set(Application.Reason)
    return REASONS[Application.Reason(str(value))] if known else str(value)


def _missing(value: object) -> Text | str:
    if not isinstance(value, list):
        return str(value)
    named = [DOCUMENTS[one] for one in value]
    return Text("、".join(one.zh for one in named), ", ".join(one.en for one in named))


def _site(value: object) -> str:
    """Where the event keeps a site's number, its name."""
    if not isinstance(value, int):
        return str(value)
    return Site.objects.filter(pk=value).values_list("name", flat=True).get()


_ROLES = {role.label: words for role, words in ROLES.items()}


def _title(template: str) -> Text | str:
    """What a message is called; its name where the title is made of values."""
    try:
        found = templates.find(template).title
    except templates.NoTemplate:
        return template
    return Text(found.zh.partition("：{")[0], found.en.partition(": {")[0])


_READ: Mapping[str, Callable[[object], Text | str]] = {
    "amount_fen": _yuan,
    "reason": _reason,
    "kind": lambda value: DOCUMENTS.get(str(value), str(value)),
    "missing": _missing,
    "role": lambda value: _ROLES.get(str(value), str(value)),
    "site": _site,
    "template": lambda value: _title(str(value)),
}
ACTIONS = {
    "exam.drafted": Text("起草", "drafted"),
    "exam.published": Text("公布", "published"),
    "exam.taken_over": Text("补录（此前已公告）", "taken over, announced before"),
    "exam.moved": Text("改期", "moved to another day"),
    "exam.held": Text("举行", "held"),
    "exam.cancelled": Text("取消", "cancelled"),
    "suspension.ordered": Text("暂停", "suspended"),
    "suspension.lifted": Text("解除暂停", "suspension lifted"),
    "registration.made": Text("报名", "registered"),
    "registration.accepted": Text("受理", "accepted"),
    "registration.revealed": Text("查看证件号码", "identity number revealed"),
    "choice.opened": Text("公布选择期", "choice announced"),
    "choice.made": Text("作出选择", "choice made"),
    "choice.defaulted": Text("未答复，按公布的默认处理", "silent: the published default holds"),
    "choice.locked": Text("选择锁定", "choice locked"),
    "payment.taken": Text("缴费入账", "fee entered"),
    "refund.owed": Text("应退费", "refund owed"),
    "refund.paid": Text("退费到账", "refund paid"),
    "refund.failed": Text("退费失败", "refund failed"),
    "refund.account": Text("更换退费账号", "another account for the refund"),
    "batch.made": Text("编成批次", "batch made"),
    "batch.approved": Text("审批", "approved"),
    "batch.settled": Text("回盘入账", "settled with the bank's file"),
    "notice.set": Text("另文定日", "day set by a later notice"),
    "message.told": Text("告知", "told"),
    "message.read": Text("打开消息", "message opened"),
    "delivery.sent": Text("送出", "sent"),
    "delivery.failed": Text("未送达", "not delivered"),
    "guidance.issued": Text("发出指导通知", "guidance notice issued"),
    "guidance.read": Text("阅知指导通知", "guidance notice read"),
    "token.made": Text("签发接口令牌", "API token made"),
    "token.revoked": Text("撤销接口令牌", "API token revoked"),
    "institution.turned": Text("转变职能", "turned to another duty"),
    "institution.succeeded": Text("登记承接", "succeeded by another"),
    "examiner.entered": Text("列入考评员库", "entered into the pool"),
    "examiner.assigned": Text("派考评员", "examiner assigned"),
    "conflict.declared": Text("申报回避", "conflict of interest declared"),
    "supervisors.drawn": Text("抽取督导员", "supervisors drawn"),
    "room.added": Text("登记考场", "room added"),
    "seats.allotted": Text("排座", "seats allotted"),
    "attendance.taken": Text("登记到考", "attendance taken"),
    "incident.reported": Text("登记异常情况", "incident reported"),
    "report.written": Text("提交督导报告", "supervisor's report written"),
    "result.entered": Text("录入成绩", "result entered"),
    "result.agreed": Text("两次录入一致", "both entries agree"),
    "result.settled": Text("裁定成绩", "result settled"),
    "result.absent": Text("记为缺考", "recorded as absent"),
    "results.published": Text("公布成绩", "results published"),
    "review.asked": Text("申请成绩复核", "review asked for"),
    "review.upheld": Text("复核：维持", "review: upheld"),
    "review.corrected": Text("复核：更正", "review: corrected"),
    "issue.submitted": Text("提交核发", "submitted for issuing"),
    "issue.explained": Text("说明预检提示", "warnings of the pre-flight explained"),
    "issue.approved": Text("审批核发", "approved for issuing"),
    "issue.returned": Text("退回", "sent back"),
    "issue.finished": Text("核发完毕", "all issued"),
    "issue.printed": Text("成批打印", "printed as a batch"),
    "photos.added": Text("交来照片", "photographs handed in"),
    "photo.handed_in": Text("提交照片，待确认", "a photograph handed in, to be confirmed"),
    "certificate.issued": Text("核发", "issued"),
    "certificate.revoked": Text("撤销", "revoked"),
    "certificate.suspended": Text("暂停使用", "suspended"),
    "certificate.lifted": Text("恢复使用", "suspension lifted"),
    "certificate.corrected": Text("更正", "corrected"),
    "certificate.superseded": Text("换发", "exchanged"),
    "certificate.shared": Text("生成分享码", "a code to share was made"),
    "certificate.unshared": Text("停用分享码", "a code to share was ended"),
    "webhook.registered": Text("登记推送地址", "endpoint registered"),
    "webhook.rotated": Text("更换密钥", "secret changed"),
    "webhook.ended": Text("停用推送地址", "endpoint ended"),
    "webhook.pinged": Text("试发", "ping queued"),
    "webhook.resent": Text("重发", "queued to be sent again"),
    "webhook.delivered": Text("推送送达", "webhook delivered"),
    "webhook.failed": Text("推送未送达", "webhook failed"),
    "webhook.dead": Text("推送放弃", "webhook given up"),
    "code.entered": Text("登记编号代码", "code entered"),
    "certificates.imported": Text("导入登记册", "imported into the register"),
    "import.started": Text("开始导入", "import begun"),
    "import.finished": Text("导入完毕", "import finished"),
    "change.proposed": Text("提出变更", "a change was proposed"),
    "change.refused": Text("不同意变更", "a change was refused"),
    "change.appealed": Text("持证人提出异议", "the holder objected"),
    "change.appeal_answered": Text("答复异议", "the objection was answered"),
    "proof.applied": Text("申请补证或证明", "replacement or proof applied for"),
    "proof.attached": Text("补交材料", "document added"),
    "proof.complete": Text("材料齐全", "all documents are there"),
    "proof.asked": Text("一次告知补正", "told what is missing"),
    "proof.reviewed": Text("审核", "reviewed"),
    "proof.granted": Text("予以办理", "granted"),
    "proof.refused": Text("不予办理", "refused"),
    "organisation.registered": Text("登记本单位", "entered"),
    "organisation.site_added": Text("登记场地", "site added"),
    "organisation.site_removed": Text("删去场地", "site taken back"),
    "organisation.staff_added": Text("登记人员", "person added"),
    "organisation.staff_ended": Text("人员离岗", "person left a role"),
    "organisation.assessor_added": Text("登记考评员", "examiner added"),
    "organisation.assessor_ended": Text("考评员离开", "examiner left"),
    "organisation.renamed": Text("更名", "renamed"),
    "filing.drafted": Text("起草申请", "drafted"),
    "filing.sought": Text("加入职业", "occupation added to it"),
    "filing.dropped": Text("去掉职业", "occupation taken out"),
    "filing.attached": Text("上传材料", "document added"),
    "filing.detached": Text("去掉材料", "document taken out"),
    "filing.handed_in": Text("提交", "handed in"),
    "filing.corrected": Text("补正后提交", "completed and handed in again"),
    "filing.asked": Text("一次告知补正", "told what is missing"),
    "filing.reviewed": Text("审核", "reviewed"),
    "filing.granted": Text("予以备案", "granted"),
    "filing.refused": Text("不予备案", "refused"),
    "filing.withdrawn": Text("撤回", "withdrawn"),
    "measure.proposed": Text("提出措施", "measure proposed"),
    "measure.refused": Text("不同意措施", "measure refused"),
    "measure.suspended": Text("暂停备案", "filing suspended"),
    "measure.lifted": Text("恢复备案", "suspension of the filing lifted"),
    "measure.removed": Text("移出备案", "filing removed"),
    "alert.explained": Text("说明预警", "alert explained"),
    "alert.corrected": Text("报告已更正", "said what was put right"),
    "alert.dismissed": Text("排除预警", "alert dismissed"),
    "alert.reopened": Text("再问单位", "body asked again"),
    "case.opened": Text("收到投诉", "complaint received"),
    "case.opened_of_alerts": Text("因预警立案", "opened because of alerts"),
    "case.opened_of_inspection": Text("因抽查立案", "opened because of an inspection"),
    "case.assigned": Text("交办", "given to a supervisor"),
    "case.asked": Text("要求机构说明", "body asked"),
    "case.answered": Text("机构说明", "body answered"),
    "case.noted": Text("补充证据", "evidence added"),
    "case.found": Text("认定", "found"),
    "case.ordered": Text("责令整改", "ordered to put right"),
    "case.reported": Text("机构报告整改", "body reported"),
    "case.checked": Text("复查", "checked again"),
    "case.proposed": Text("提出处理", "sanction proposed"),
    "case.appealed": Text("机构提出异议", "body objected"),
    "case.settled": Text("答复异议", "objection answered"),
    "case.reopened": Text("异议成立，恢复核查", "objection upheld: open again"),
    "case.closed": Text("办结", "closed"),
    "report.issued": Text("印发通报", "report issued"),
    "draw.announced": Text("公示抽查名单", "draw announced"),
    "draw.drawn": Text("抽取", "drawn"),
    "inspection.saved": Text("保存检查情况", "inspection saved"),
    "inspection.handed_in": Text("提交检查结果", "inspection handed in"),
    "blacklisting.granted": Text("列入失信名单", "put on the blacklist"),
    "blacklisting.refused": Text("不同意列入失信名单", "blacklisting refused"),
    "supervision.run": Text("查指标", "indicators run"),
    "supervision.reproved": Text("重证证书", "certificates re-proved"),
    "plan.drafted": Text("起草评价计划", "plan drafted"),
    "plan.amended": Text("修改计划", "plan amended"),
    "plan.reported": Text("报告计划", "plan reported"),
    "plan.cancelled": Text("取消计划", "plan cancelled"),
    "plan.held": Text("登记举行", "recorded as held"),
    "plan.shown": Text("公示结果", "results shown to the public"),
    "panel.posted": Text("派考评员", "examiner posted"),
    "panel.removed": Text("撤回考评员", "examiner taken away"),
    "panel.recused": Text("申报回避", "relation declared"),
    "participants.entered": Text("登记参加人员", "participants entered"),
    "participants.removed": Text("移出名单", "taken off the list"),
    "evaluation.entered": Text("录入结果", "result entered"),
    "objection.made": Text("提出异议", "objection made"),
    "objection.answered": Text("答复异议", "objection answered"),
    "report.handed_in": Text("报告结果", "results reported"),
    "report.returned": Text("退回更正", "sent back"),
    "report.corrected": Text("更正后再报", "handed in again"),
    "report.accepted": Text("审核通过", "results accepted"),
    "entrustment.made": Text("登记委托", "entrustment entered"),
    "entrustment.confirmed": Text("确认委托", "entrustment confirmed"),
    "entrustment.declined": Text("不接受委托", "entrustment declined"),
    "entrustment.ended": Text("终止委托", "entrustment ended"),
    "programme.made": Text("登记培养计划", "programme entered"),
    "programme.amended": Text("修改培养计划", "programme amended"),
    "cohort.opened": Text("登记班级", "class entered"),
    "cohort.moved": Text("更改毕（结）业日", "graduation moved"),
    "cohort.enrolled": Text("录入名单", "class list entered"),
    "cohort.revealed": Text("下载带证件号码的名单", "list with identity numbers downloaded"),
    "learner.left": Text("登记离开", "left"),
    "learner.taken_back": Text("撤销离开", "leaving undone"),
    "membership.granted": Text("授予", "granted"),
    "membership.ended": Text("收回", "ended"),
}
WORDS = {
    "announced_on": Text("公告日", "announced on"),
    "held_on": Text("考试日", "day of the exam"),
    "from": Text("从", "from"),
    "to": Text("到", "to"),
    "basis": Text("依据", "basis"),
    "opens": Text("开始", "opens"),
    "closes": Text("截止（当日不含）", "closes before"),
    "default": Text("未答复按", "default"),
    "option": Text("选择", "option"),
    "before": Text("此前", "before"),
    "on_behalf": Text("代为登记的凭据", "evidence of staff"),
    "amount_fen": Text("金额（元）", "amount (yuan)"),
    "reason": Text("原因", "reason"),
    "seat": Text("名额序号", "place among those registered"),
    "notice": Text("退出告知版本", "version of the exit notice"),
    "choices": Text("选择数", "choices"),
    "paid": Text("到账", "paid"),
    "failed": Text("失败", "failed"),
    "issued_on": Text("印发日", "issued on"),
    "on": Text("自", "from"),
    "card": Text("证卡", "card"),
    "site": Text("场地", "site"),
    "occupation": Text("职业", "occupation"),
    "batches": Text("评价批次", "evaluations"),
    "seed": Text("种子", "seed"),
    "messages": Text("消息数", "messages"),
    "template": Text("消息", "message"),
    "channel": Text("途径", "way"),
    "proof": Text("凭据", "proof"),
    "bodies": Text("单位数", "bodies"),
    "ticket": Text("准考证", "ticket"),
    "placed": Text("新排", "placed"),
    "kept": Text("保留", "kept"),
    "version": Text("版本", "version"),
    "results": Text("成绩数", "results"),
    "number": Text("编号", "number"),
    "lines": Text("人数", "asked for"),
    "refused": Text("不予核发", "refused"),
    "issued": Text("已核发", "issued"),
    "photos": Text("照片数", "photographs"),
    "missing": Text("缺少", "missing"),
    "kind": Text("材料", "document"),
    "until": Text("到", "until"),
    "entered": Text("新登记", "entered"),
    "known": Text("已在册", "known"),
    "wrong": Text("有误", "wrong"),
    "digest": Text("正文摘要", "digest of the text"),
    "role": Text("角色", "role"),
    "preflight": Text("预检版本", "version of the pre-flight"),
    "warnings": Text("留意项", "warnings"),
    "late": Text("迟报工作日", "working days late"),
    "body": Text("单位", "body"),
    "graduates_on": Text("毕（结）业日", "graduation"),
    "assignee": Text("承办", "looked into by"),
    "alerts": Text("预警数", "alerts"),
    "faults": Text("不符合项", "not in order"),
}
