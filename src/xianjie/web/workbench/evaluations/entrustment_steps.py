"""What is done with an entrustment: entered by the sponsor, answered, ended."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations import entrusting
from xianjie.domain.evaluations.entrusting import Agreed
from xianjie.domain.evaluations.models import Entrustment
from xianjie.domain.evaluations.states import require_entrustment_step
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.entrustments import PART, PART_RECEIVED, trail
from xianjie.web.workbench.evaluations.showing import level_choices
from xianjie.web.workbench.forms import (
    EmptyForm,
    both,
    choice_field,
    day_field,
    fill_in,
    occupation_field,
    say_doubt,
    text_field,
)

_MOST_BYTES = 5 << 20


class EntrustmentForm(forms.Form):
    sponsor = choice_field("委托方", "Sponsor", list)
    number = text_field(
        "受托机构的备案编号",
        "Number of the organisation",
        most=13,
        hint=both(
            "在“查找附近已备案的机构”里可以找到", "as the finder of filed organisations gives it"
        ),
    )
    occupation = occupation_field()
    lowest = choice_field(
        "最低等级",
        "Lowest level",
        level_choices,
    )
    highest = choice_field(
        "最高等级",
        "Highest level",
        level_choices,
    )
    signed_on = day_field("签订日", "Signed on")
    from_on = day_field("期限起", "From")
    until_on = day_field("期限止（含当日）", "Until (that day in)")
    file = forms.FileField(
        label=both("签订的协议", "The signed agreement"),
        help_text=both("PDF、PNG 或 JPEG，不超过 5 MB", "PDF, PNG or JPEG, at most 5 MB"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".pdf,.png,.jpg,.jpeg"}),
    )


@guarded("entrustment.make")
def new(visit: Visit) -> HttpResponse:
    """Enter a signed agreement; the organisation confirms it."""
    reach = visible(visit.actor, "entrustment.make", area="area", body="pk")
    sponsors = {str(one.pk): one for one in Body.objects.filter(reach).order_by("name")}
    asked = visit.request.GET
    initial = {name: asked.get(name, "")[:60] for name in ("number", "occupation")}
    initial |= {"lowest": asked.get("level", ""), "highest": asked.get("level", "")}

    def form(*data: object) -> EntrustmentForm:
        made = EntrustmentForm(*data, initial=initial)  # type: ignore[arg-type, misc] # as Django gives it
        made.fields["sponsor"].choices = [(pk, one.name) for pk, one in sponsors.items()]  # type: ignore[attr-defined]
        return made

    def act(form: EntrustmentForm) -> str:
        given = form.cleaned_data
        sent = given["file"]
        made = entrusting.make_entrustment(
            by=visit.actor,
            sponsor=sponsors[given["sponsor"]],
            organisation=entrusting.organisation_of(given["number"]),
            agreed=Agreed(
                given["occupation"],
                int(given["lowest"]),
                int(given["highest"]),
                given["signed_on"],
                given["from_on"],
                given["until_on"],
            ),
            filename=sent.name,
            content=sent.read(_MOST_BYTES + 1),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        say_doubt(visit, given["occupation"])
        return reverse("work:entrustment", args=[made.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("登记委托", "Enter an entrustment"),
        lede=Text(
            "没有备案的单位委托已备案的机构评价（252号 二(二)）；协议须在评价前签订并经机构确认。",
            "A body that is not filed entrusts a filed organisation (252/2.2); the agreement is "
            "signed and confirmed before the evaluation.",
        ),
        done=Text("已登记，待机构确认", "entered; the organisation confirms it"),
        button=Text("登记", "Enter"),
        trail=trail(),
        part=PART,
    )


class ReasonForm(forms.Form):
    words = text_field("理由", "Reason", most=500)


def _step(
    verb: str,
    step: str,
    act: Callable[..., Entrustment],
    title: Text,
    lede: Text,
    *,
    received: bool,
    has_reason: bool,
) -> View:
    """A page that takes one step with an entrustment."""
    loader = subjects.received_entrustment if received else subjects.entrustment
    address = "work:received-entrustment" if received else "work:entrustment"

    @guarded(verb, of=loader)
    def view(visit: Visit, found: Entrustment) -> HttpResponse:
        def do(form: forms.Form) -> str:
            act(
                by=visit.actor,
                entrustment=found.pk,
                on=today_of(visit.request),
                at=moment_of(visit.request),
                **form.cleaned_data,
            )
            return reverse(address, args=[found.pk])

        return fill_in(
            visit,
            ReasonForm if has_reason else EmptyForm,
            do,
            title=title,
            lede=lede,
            done=Text("已办", "done"),
            button=title,
            trail=trail(found, received=received),
            part=PART_RECEIVED if received else PART,
            check=lambda: require_entrustment_step(found, step),
        )

    return view


confirm = _step(
    "entrustment.answer",
    "confirm",
    entrusting.confirm,
    Text("确认委托", "Confirm the entrustment"),
    Text(
        "确认之日起，可以把该单位的人登记为受委托的参加人员。",
        "From this day on the sponsor's people can be entered as entrusted.",
    ),
    received=True,
    has_reason=False,
)
decline = _step(
    "entrustment.answer",
    "decline",
    entrusting.decline,
    Text("不接受委托", "Decline the entrustment"),
    Text("请写明理由，委托方看得到。", "Say why: the sponsor sees it."),
    received=True,
    has_reason=True,
)
end = _step(
    "entrustment.make",
    "end",
    entrusting.end,
    Text("终止委托", "End the entrustment"),
    Text("从今天起不再有效；此前的评价不受影响。", "It counts no more from today on."),
    received=False,
    has_reason=True,
)
