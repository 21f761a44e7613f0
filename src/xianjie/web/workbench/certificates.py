"""The register in the workbench: found, and looked at."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target, effect, has_verb, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.chain import chain_of
from xianjie.domain.certificates.models import Certificate, Change, Proposal, Scheme
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.selecting import covered_number, issued_by
from xianjie.domain.certificates.standing import (
    LABELS,
    SCHEMES,
    State,
    current,
    level_of,
    photo_digest,
    standing,
    state_of,
)
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import now, today_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.changes import KINDS, changes_of
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import level_as, person_name
from xianjie.web.workbench.proofs import state_name as proof_state
from xianjie.web.workbench.uploads import attachment

TITLE = Text("证书", "Certificates")


def trail(certificate: Certificate | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:certificates")),
    ]
    if certificate:
        number = Text(certificate.number, certificate.number)
        found.append((number, reverse("work:certificate", args=[certificate.pk])))
    return found


def columns(visit: Visit, on: date) -> list[Column[Certificate]]:
    """Of lists of certificates; what changed them is prefetched."""
    return [
        Column(
            Text("编号", "Number"),
            lambda one: one.number,
            "number",
            lambda one: reverse("work:certificate", args=[one.pk]),
        ),
        Column(Text("姓名", "Name"), lambda one: person_name(one.name, covered=visit.covered)),
        Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
        Column(Text("等级", "Level"), lambda one: level_as(one.scheme, one.level), "level"),
        Column(Text("发证日期", "Issued on"), lambda one: one.issued_on, "issued_on"),
        Column(Text("发证单位", "Issuer"), lambda one: one.issuer),
        Column(Text("状态", "State"), lambda one: state_of(one, on).label),
    ]


OF_SCHEME = Filter(
    "scheme",
    Text("种类", "Kind"),
    [(scheme.value, words) for scheme, words in SCHEMES.items()],
    lambda chosen: Q(scheme=chosen),
)


@guarded("certificate.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Certificates within the person's reach."""
    on = today_of(visit.request)
    reach = visible(visit.actor, "certificate.read", area="area", body="body")
    revoked = Exists(
        Change.objects.filter(certificate=OuterRef("pk"), kind=Change.Kind.REVOKED, on__lte=on)
    )
    listing = Listing(
        title=TITLE,
        section="certificates",
        trail=trail()[:1],
        rows=lambda: issued_by(on).filter(reach).prefetch_related("changes"),
        columns=columns(visit, on),
        filters=[
            OF_SCHEME,
            Filter(
                "state",
                Text("状态", "State"),
                [("revoked", State.REVOKED.label), ("other", Text("未撤销", "not revoked"))],
                lambda chosen: Q(revoked if chosen == "revoked" else ~revoked),
            ),
        ],
        search=_search,
        search_hint=Text("编号、姓名、职业或证件号码", "number, name, occupation or document"),
        order="-pk",
        actions=[(Text("导入旧登记册", "Import an old register"), reverse("work:register-import"))]
        if has_verb(visit.actor, "certificate.import") is Effect.ALLOW
        else [],
    )
    return show(visit.request, listing)


def _search(words: str) -> Q:
    """By a number's beginning, a name or an occupation; documents only whole, being sealed."""
    hashes = [keyed_hash(f"{kind}:{words.upper()}") for kind in DocumentKind]
    return (
        Q(number__startswith=words)
        | Q(name=words)
        | Q(occupation=words)
        | Q(number_hash__in=hashes)
    )


@guarded("certificate.read", of=subjects.certificate, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, certificate: Certificate) -> HttpResponse:
    """Every field, how it stands and why, what changed, what it rests on."""
    on = today_of(visit.request)
    target = changing.target_of(certificate)
    proposal = certificate.proposals.filter(decided_at=None).first()
    fields = current(certificate, on)
    title = Text(certificate.number, certificate.number)
    held = standing(certificate, law_on(on), on)
    context = {
        "section": "work",
        "part": "certificates",
        "title": title,
        "certificate": certificate,
        "scheme": SCHEMES[Scheme(certificate.scheme)],
        "fields": [
            (LABELS[name], _shown(visit, certificate, name, value))
            for name, value in fields.items()
            if value not in (None, "")
        ],
        "document": DocumentKind(certificate.document).label,
        "document_number": covered_number(certificate),
        "standing": held,
        "clauses": held.answer.clauses if held.answer else (),
        "proposal": proposal,
        "proposed": KINDS[Change.Kind(proposal.kind)] if proposal else None,
        "changes": changes_of(certificate, on),
        "picture": reverse("work:certificate-picture", args=[certificate.pk])
        if photo_digest(certificate, on) and not visit.covered
        else "",
        "line": getattr(certificate, "issue_line", None),
        "chain": chain_of(certificate, on),
        "proof_links": "work:application" if effect(visit.actor, "proof.read", target) else "",
        "applications": [
            (one, proof_state(one)) for one in certificate.applications.order_by("-pk")
        ]
        if effect(visit.actor, "proof.read", target)
        else [],
        "sees_paper": not visit.covered,
        "actions": _actions(visit, certificate, proposal, target),
        "may_decide": may(visit.actor, "certificate.decide", target),
        "steps": timeline.of(certificate, *certificate.applications.all()),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/certificate.html", context)


def _actions(
    visit: Visit, certificate: Certificate, proposal: Proposal | None, target: Target
) -> list[tuple[Text, str]]:
    possible = [
        (
            "certificate.propose",
            proposal is None,
            Text("提出变更", "Propose a change"),
            "work:certificate-propose",
            certificate.pk,
        ),
        (
            "certificate.propose",
            proposal is None,
            Text("补交或更换照片", "Add or change the photograph"),
            "work:certificate-photo",
            certificate.pk,
        ),
        (
            "certificate.decide",
            proposal is not None and proposal.proposed_by != visit.actor.username,
            Text("决定变更", "Decide the change"),
            "work:proposal-decide",
            proposal.pk if proposal else 0,
        ),
        (
            "proof.apply_for",
            not certificate.applications.filter(decided_on=None).exists(),
            Text("代为申请补证或证明", "Apply for the holder"),
            "work:application-new",
            certificate.pk,
        ),
    ]
    return [
        (words, reverse(address, args=[number]))
        for verb, is_time, words, address, number in possible
        if is_time and may(visit.actor, verb, target)
    ]


def _shown(visit: Visit, certificate: Certificate, name: str, value: object) -> object:
    if name == "name":
        return person_name(str(value), covered=visit.covered)
    if name == "level":
        return level_of(certificate, int(str(value)))
    return value


@guarded("certificate.read", of=subjects.certificate, methods=("GET", "HEAD"))
def paper(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The certificate as PDF, for who sees it in full."""
    on = today_of(visit.request)
    content = certificate_pdf(certificate, law=law_on(on), on=on, at=now())
    return attachment(content, "application/pdf", f"{certificate.number}.pdf")
