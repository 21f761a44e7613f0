"""Refunds: what is owed, batches made by one and approved by another, the bank's files."""

from __future__ import annotations

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.payments import bankfiles, ledger, services
from xianjie.domain.payments.models import Batch, Line, Refund
from xianjie.domain.payments.services import PaymentError
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, yuan

TITLE = Text("退费", "Refunds")
_MOST_BYTES = 5 << 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OWED, _WAITING, _TRANSIT, _PAID, _FAILED = (
    Text("应退", "owed"),
    Text("待审批", "to be approved"),
    Text("在途", "in transit"),
    Text("已到账", "paid"),
    Text("失败，待换账号", "failed, needs another account"),
)


def trail() -> list[tuple[Text, str]]:
    return [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:refunds")),
    ]


def free() -> Q:
    """In no batch that waits or is paid."""
    live = Line.objects.filter(refund=OuterRef("pk")).exclude(result=Line.Result.FAILED)
    return ~Exists(live)  # type: ignore[return-value] # a condition as good as a Q


@guarded("refund.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Refunds within the person's reach, and the books of all that are."""
    reach = visible(visit.actor, "refund.read", area="payment__area")
    actions = []
    if may(visit.actor, "refund.batch"):
        actions.append((Text("编一个批次", "Make a batch"), reverse("work:batch-new")))
    actions.append((Text("看批次", "See the batches"), reverse("work:batches")))
    listing = Listing(
        title=TITLE,
        section="refunds",
        trail=trail()[:1],
        rows=lambda: (
            Refund.objects.filter(reach).select_related("payment").prefetch_related("lines__batch")
        ),
        columns=[
            Column(Text("编号", "Number"), lambda one: str(one.pk), "pk"),
            Column(
                Text("报名", "Registration"),
                lambda one: str(one.payment.subject_id),
                "payment__subject_id",
                lambda one: reverse("work:registration", args=[one.payment.subject_id]),
            ),
            Column(Text("地区", "Area"), lambda one: area_name(one.payment.area), "payment__area"),
            Column(
                Text("金额（元）", "Amount (yuan)"),
                lambda one: yuan(one.amount_fen),
                "amount_fen",
                numeric=True,
            ),
            Column(Text("依据", "Ground"), lambda one: one.ground),
            Column(Text("状态", "State"), _state),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [("free", Text("应退，未编批次", "owed, in no batch")), ("paid", _PAID)],
                lambda chosen: free() if chosen == "free" else Q(lines__result="paid"),
            )
        ],
        actions=actions,
    )
    return show(visit.request, listing)


def _state(refund: Refund) -> Text:
    lines = sorted(refund.lines.all(), key=lambda one: one.pk)
    if not lines:
        return _OWED
    last = lines[-1]
    if last.result == Line.Result.WAITING:
        return _TRANSIT if last.batch.approved_at else _WAITING
    return _PAID if last.result == Line.Result.PAID else _FAILED


@guarded("refund.read", covered=True, methods=("GET", "HEAD"))
def batches(visit: Visit) -> HttpResponse:
    reach = visible(visit.actor, "refund.read", area="area")
    listing = Listing(
        title=Text("退费批次", "Batches of refunds"),
        section="refunds",
        trail=trail(),
        rows=lambda: Batch.objects.filter(reach).annotate(
            count=Count("lines"), total=Sum("lines__refund__amount_fen")
        ),
        columns=[
            Column(
                Text("批次", "Batch"),
                lambda one: str(one.pk),
                "pk",
                lambda one: reverse("work:batch", args=[one.pk]),
            ),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("笔数", "Lines"), lambda one: one.count, "count", numeric=True),  # type: ignore[attr-defined]
            Column(
                Text("金额（元）", "Amount (yuan)"),
                lambda one: yuan(one.total or 0),  # type: ignore[attr-defined]
                "total",
                numeric=True,
            ),
            Column(Text("编制", "Made by"), lambda one: one.made_by),
            Column(Text("审批", "Approved by"), lambda one: one.approved_by),
            Column(Text("状态", "State"), batch_state),
        ],
    )
    return show(visit.request, listing)


def batch_state(batch: Batch) -> Text:
    if batch.settled_at:
        return Text("已回盘", "settled")
    return Text("已审批，在途", "approved, in transit") if batch.approved_at else _WAITING


@guarded("refund.batch")
def new(visit: Visit) -> HttpResponse:
    """Gather every refund of the person's area that is owed and in no batch."""
    reach = visible(visit.actor, "refund.batch", area="payment__area")
    owed = Refund.objects.filter(reach).filter(free()).order_by("pk")
    areas = [one.area for one in visit.actor.capacities if one.area]

    def act(form: forms.Form) -> str:
        del form
        refunds = list(owed.values_list("pk", flat=True)[:2_000])
        batch = services.make_batch(
            by=visit.actor, area=areas[0], refunds=refunds, at=moment_of(visit.request)
        )
        return reverse("work:batch", args=[batch.pk])

    total = owed.aggregate(count=Count("pk"), total=Sum("amount_fen"))
    amount = yuan(total["total"] or 0)
    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("编一个批次", "Make a batch"),
        lede=Text(
            f"本辖区应退而未编批次的共 {total['count']} 笔、{amount} 元；每批至多 2,000 笔。",
            f"{total['count']} refunds of {amount} yuan are owed here and in no batch; at most "
            "2,000 go into one.",
        ),
        done=Text("已编成批次，待另一人审批", "made; another person approves it"),
        button=Text("编成批次", "Make it"),
        trail=trail(),
        part="refunds",
    )


@guarded("refund.read", of=subjects.batch, covered=True, methods=("GET", "HEAD"))
def batch(visit: Visit, batch: Batch) -> HttpResponse:
    """A batch with its lines; the approver's and the bank's next steps."""
    found = subjects.batch(batch.pk)
    target = found[1] if found else None
    lines = list(batch.lines.select_related("refund__payment").order_by("pk"))
    title = Text(f"退费批次 {batch.pk}", f"Batch of refunds {batch.pk}")
    context = {
        "section": "work",
        "part": "refunds",
        "title": title,
        "batch": batch,
        "state": batch_state(batch),
        "area": area_name(batch.area),
        "total": yuan(sum(one.refund.amount_fen for one in lines)),
        "lines": [(one, yuan(one.refund.amount_fen)) for one in lines],
        "may_approve": batch.approved_at is None and may(visit.actor, "refund.approve", target),
        "is_maker": batch.made_by == visit.actor.username,
        "may_settle": bool(batch.approved_at)
        and not batch.settled_at
        and may(visit.actor, "refund.settle", target),
        "may_send": bool(batch.approved_at) and may(visit.actor, "refund.settle", target),
        "steps": timeline.of(batch),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/batch.html", context)


@guarded("refund.approve", of=subjects.batch)
def approve(visit: Visit, batch: Batch) -> HttpResponse:
    def act(form: forms.Form) -> str:
        del form
        services.approve_batch(by=visit.actor, batch=batch.pk, at=moment_of(visit.request))
        return reverse("work:batch", args=[batch.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text(f"审批批次 {batch.pk}", f"Approve batch {batch.pk}"),
        lede=Text(
            f"由 {batch.made_by} 编制；编制人不能审批。审批后款项转为在途。",
            f"{batch.made_by} made it and cannot approve it. Approved, the money is in transit.",
        ),
        done=Text("已审批", "approved"),
        button=Text("审批", "Approve"),
        trail=trail(),
        part="refunds",
    )


@guarded("refund.settle", of=subjects.batch, methods=("GET", "HEAD"))
def bank_file(visit: Visit, batch: Batch) -> HttpResponse:
    """The file for the bank, once the batch is approved."""
    if batch.approved_at is None:
        raise PaymentError(Text("这一批尚未审批", "this batch is not approved yet"))
    form = "csv" if visit.request.GET.get("form") == "csv" else "xlsx"
    lines = bankfiles.sent(batch)
    content = bankfiles.as_csv(lines) if form == "csv" else bankfiles.as_xlsx(lines)
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8" if form == "csv" else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="refunds-{batch.pk}.{form}"'},
    )


class ResultForm(forms.Form):
    file = forms.FileField(
        label=both("回盘文件", "The bank's file"),
        help_text=both(
            "列：明细号、结果（成功或失败）、原因；.csv 或 .xlsx，不超过 5 MB",
            "columns 明细号, 结果 (成功 or 失败), 原因; .csv or .xlsx, at most 5 MB",
        ),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,.xlsx"}),
    )


@guarded("refund.settle", of=subjects.batch)
def settle(visit: Visit, batch: Batch) -> HttpResponse:
    """Take in what the bank says of every line, or nothing."""

    def act(form: ResultForm) -> str:
        upload = form.cleaned_data["file"]
        if upload.size > _MOST_BYTES:
            raise PaymentError(Text("文件不能超过 5 MB", "the file must not exceed 5 MB"))
        results = bankfiles.results(upload.read(), upload.name, batch)
        services.settle_batch(
            by=visit.actor, batch=batch.pk, results=results, at=moment_of(visit.request)
        )
        return reverse("work:batch", args=[batch.pk])

    return fill_in(
        visit,
        ResultForm,
        act,
        title=Text(f"批次 {batch.pk} 回盘", f"The bank's results of batch {batch.pk}"),
        done=Text("已回盘入账", "settled"),
        button=Text("入账", "Take it in"),
        trail=trail(),
        part="refunds",
    )


class AccountForm(forms.Form):
    account = text_field("新账号", "The new account", most=40)


@guarded("refund.account", of=subjects.refund)
def account(visit: Visit, refund: Refund) -> HttpResponse:
    """Another account for a refund that failed."""

    def act(form: AccountForm) -> str:
        services.change_account(
            by=visit.actor,
            refund=refund.pk,
            account=form.cleaned_data["account"],
            at=moment_of(visit.request),
        )
        return reverse("work:registration", args=[refund.payment.subject_id])

    return fill_in(
        visit,
        AccountForm,
        act,
        title=Text("更换退费账号", "Another account for the refund"),
        done=Text("已更换，可再编批次", "changed; it can go into a batch again"),
        button=Text("更换", "Change it"),
        trail=trail(),
        part="refunds",
    )


@guarded("refund.read", covered=True, methods=("GET", "HEAD"))
def books(visit: Visit) -> HttpResponse:
    """What is kept, in transit and refunded, of all that the person may see."""
    reach = visible(visit.actor, "refund.read", area="area")
    found = ledger.balance(reach)
    title = Text("账目", "The books")
    rows = [
        (Text("已缴", "paid"), yuan(found.paid)),
        (Text("留存", "kept"), yuan(found.kept)),
        (Text("在途", "in transit"), yuan(found.transit)),
        (Text("已退", "refunded"), yuan(found.refunded)),
    ]
    context = {
        "section": "work",
        "part": "refunds",
        "title": title,
        "rows": rows,
        "adds_up": found.paid == found.kept + found.transit + found.refunded,
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/books.html", context)
