"""What a batch asks for, line by line, with the photograph of each."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse

from xianjie.domain.certificates.models import Batch, Line
from xianjie.domain.certificates.photo_files import known_by
from xianjie.domain.certificates.photographs import add_to_line, picture
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.workbench import subjects
from xianjie.web.workbench.forms import PhotoForm, fill_in
from xianjie.web.workbench.issuing import reason_of, trail
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import level_as

TITLE = Text("名单与照片", "Lines and photographs")
_STATES = {
    "to_issue": (
        Text("待核发", "to be issued"),
        Q(refused=False, dropped=False, certificate=None),
    ),
    "issued": (Text("已核发", "issued"), Q(certificate__isnull=False)),
    "refused": (Text("不予核发", "refused"), Q(refused=True)),
    "dropped": (Text("已退回", "sent back"), Q(dropped=True)),
}
_PHOTOS = {
    "yes": (Text("有照片", "with a photograph"), Q(photo__isnull=False)),
    "no": (Text("没有照片", "without a photograph"), Q(photo=None)),
}


@guarded("certificate.submit", of=subjects.issue_batch, methods=("GET", "HEAD"))
def listed(visit: Visit, batch: Batch) -> HttpResponse:
    """Every line: who, what for, what the law says, the photograph, the certificate."""
    is_waiting = batch.approved_at is None and batch.returned_at is None
    listing = Listing(
        title=TITLE,
        section="issuing",
        trail=trail(batch),
        lede=Text(
            "照片可以打成 ZIP 成批交来，也可以点“照片”一栏逐人上传；审批以后不能再换。"
            if is_waiting
            else "批次已审批或退回；照片到证书的页面更换。",
            "Photographs come as one ZIP, or one by one by the column of photographs; none is "
            "changed once the batch is approved."
            if is_waiting
            else "The batch is approved or sent back; photographs are changed on the page of a "
            "certificate.",
        ),
        rows=lambda: batch.lines.select_related(
            "registration__candidate",
            "registration__offer",
            "registration__place",
            "participant__plan",
            "ruling",
            "certificate",
            "photo",
        ).defer("photo__content"),
        columns=[
            Column(Text("姓名", "Name"), lambda one: one.name),
            Column(Text("准考证或证件", "Ticket or document"), known_by),
            Column(Text("职业", "Occupation"), lambda one: one.occupation),
            Column(Text("等级", "Level"), lambda one: level_as(batch.scheme, one.level)),
            Column(Text("状态", "State"), state_of),
            Column(Text("不予核发的原因", "Why refused"), _reason),
            Column(
                Text("照片", "Photograph"),
                _photo,
                link=lambda one: reverse("work:line-photo", args=[one.pk]),
            ),
            Column(
                Text("证书编号", "Certificate"),
                lambda one: one.certificate.number if one.certificate else None,
                "certificate__number",
                lambda one: (
                    reverse("work:certificate", args=[one.certificate_id])
                    if one.certificate_id
                    else ""
                ),
            ),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(name, words) for name, (words, _) in _STATES.items()],
                lambda chosen: _STATES[chosen][1],
            ),
            Filter(
                "photo",
                Text("照片", "Photograph"),
                [(name, words) for name, (words, _) in _PHOTOS.items()],
                lambda chosen: _PHOTOS[chosen][1],
            ),
        ],
        search=lambda words: (
            Q(registration__candidate__name__contains=words)
            | Q(registration__place__ticket=words)
            | Q(participant__name__contains=words)
        ),
        search_hint=Text("姓名或准考证号", "name or ticket"),
        order="pk",
        actions=[
            (
                Text("成批交照片", "Photographs as a ZIP"),
                reverse("work:issue-photos", args=[batch.pk]),
            )
        ]
        if is_waiting
        else [],
    )
    return show(visit.request, listing)


def state_of(line: Line) -> Text:
    """How far a line is."""
    if line.certificate_id:
        return _STATES["issued"][0]
    if line.refused:
        return _STATES["refused"][0]
    return _STATES["dropped" if line.dropped else "to_issue"][0]


def _reason(line: Line) -> Text | None:
    return reason_of(line) if line.refused else None


def _photo(line: Line) -> Text:
    return Text("有", "there") if hasattr(line, "photo") else Text("没有", "none")


@guarded("certificate.submit", of=subjects.issue_line)
def photo(visit: Visit, line: Line) -> HttpResponse:
    """The photograph of one line, and another in its place."""

    def act(form: PhotoForm) -> str:
        content = form.cleaned_data["file"].read()
        add_to_line(by=visit.actor, line=line, content=content, at=moment_of(visit.request))
        return reverse("work:line-photo", args=[line.pk])

    who = f"{line.name}（{known_by(line)}）"
    return fill_in(
        visit,
        PhotoForm,
        act,
        title=Text("照片", "Photograph"),
        lede=Text(
            f"{who}，{line.occupation}。审批前可以更换。",
            f"{who}, {line.occupation}. It can be changed until the batch is approved.",
        ),
        done=Text("照片已收到", "the photograph has arrived"),
        button=Text("上传", "Upload"),
        trail=[*trail(line.batch), (TITLE, reverse("work:issue-lines", args=[line.batch_id]))],
        part="issuing",
        template="work/photo.html",
        extra={
            "picture": reverse("work:line-picture", args=[line.pk])
            if hasattr(line, "photo")
            else ""
        },
    )


@guarded("certificate.submit", of=subjects.issue_line, methods=("GET", "HEAD"))
def line_picture(visit: Visit, line: Line) -> HttpResponse:
    """The picture itself."""
    del visit
    if not hasattr(line, "photo"):
        raise Http404
    return HttpResponse(picture(line.photo), content_type="image/jpeg")
