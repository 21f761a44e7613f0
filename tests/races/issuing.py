"""Races about certificates: one result, one batch, one change, each wanted by several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count

from tests.certificates.conftest import make_issuer
from tests.certificates.filed import ISSUED, Filed, make_filed
from tests.sittings.conftest import THEN, staff
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import applying, approving, changing, submitting
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.models import (
    Application,
    Batch,
    Certificate,
    Change,
    Line,
    LogEntry,
    Proposal,
)
from xianjie.instruments import law

AtOnce = Callable[[Sequence[Callable[[], object]]], None]
Told = dict[str, int]


def same_result(at_once: AtOnce) -> Told:
    """One person's evaluation is submitted, approved and issued by eight at once."""
    filed = make_filed()
    filed.entered(range(1))
    at_once([lambda: _issue(filed.approved(range(1)))] * 8)
    people = Certificate.objects.values("number_hash").annotate(n=Count("pk"))
    return {
        "duplicates": sum(one["n"] - 1 for one in people),
        "kept": len(people),
        "events": Event.objects.filter(action="certificate.issued").count(),
    }


def double_issue(at_once: AtOnce) -> Told:
    """One approved batch of three hundred is issued by eight at once: two steps and a contest."""
    batch = make_filed().approved(range(300))
    at_once([partial(_issue, batch)] * 8)
    return {
        "duplicates": Certificate.objects.count() - Line.objects.count(),
        "kept": LogEntry.objects.count(),
        "events": Event.objects.filter(action="issue.finished").count(),
    }


def return_or_issue(at_once: AtOnce) -> Told:
    """Six batches, each approved and issued by four while four send it back."""
    filed = make_filed()
    batches = [filed.batch(range(3 * one, 3 * one + 3)) for one in range(6)]

    def allow(batch: Batch) -> None:
        submitting.approve(by=filed.checker, batch=batch.pk, on=ISSUED, at=THEN)
        _issue(batch)

    def send_back(batch: Batch) -> None:
        submitting.send_back(by=filed.checker, batch=batch.pk, reason="缺照片", at=THEN)

    for one in batches:
        at_once([partial(allow, one), partial(send_back, one)] * 4)
    ends = [
        (one.returned_at is not None, one.lines.exclude(certificate=None).count())
        for one in Batch.objects.all()
    ]
    return {
        "duplicates": sum(returned and issued > 0 for returned, issued in ends),
        "kept": sum((returned, issued) in {(True, 0), (False, 3)} for returned, issued in ends),
        "events": Event.objects.filter(action__in=["issue.approved", "issue.returned"]).count(),
    }


def double_revocation(at_once: AtOnce) -> Told:
    """Ten proposals to revoke, each decided by eight at once."""
    filed = make_filed()
    for proposal in _proposed(filed, _issued(filed, 10)):
        at_once([partial(_revoke, filed, proposal)] * 8)
    return {
        "duplicates": Change.objects.count() - Proposal.objects.count(),
        "kept": Change.objects.values("certificate").distinct().count(),
        "events": Event.objects.filter(action="certificate.revoked").count(),
    }


def revoke_or_exchange(at_once: AtOnce) -> Told:
    """Ten certificates, each revoked and exchanged at the same moment: none is exchanged after."""
    filed = _as_centre(make_filed())
    made = list(Certificate.objects.order_by("pk"))
    asked = [_reviewed(filed, one, row) for row, one in enumerate(made)]
    for proposal, application in zip(_proposed(filed, made), asked, strict=True):
        at_once([partial(_revoke, filed, proposal), partial(_grant, filed, application)] * 4)
    revoked = dict(Change.objects.filter(kind="revoked").values_list("certificate", "pk"))
    others = Change.objects.filter(kind="superseded").values_list("certificate", "pk")
    return {
        "duplicates": sum(pk > revoked[certificate] for certificate, pk in others),
        "kept": len(revoked),
        "events": Event.objects.filter(action="certificate.revoked").count(),
    }


def _issue(batch: Batch) -> None:
    issue(batch=batch.pk, law=law(), issuer=make_issuer(), at=THEN)


def _issued(filed: Filed, many: int) -> list[Certificate]:
    _issue(filed.approved(range(many)))
    return list(Certificate.objects.order_by("pk"))


def _as_centre(filed: Filed) -> Filed:
    """Ten certificates, moved to a centre that answers applications for them."""
    _issued(filed, 10)
    centre = Body.objects.create(
        kind="centre", name="某鉴定中心", area="440106", opened_on=date(2000, 1, 1)
    )
    Certificate.objects.update(body=centre)
    return Filed(centre, staff(Role.CENTRE, centre, "经办"), staff(Role.CENTRE, centre, "审批"))


def _proposed(filed: Filed, certificates: Sequence[Certificate]) -> list[Proposal]:
    return [
        changing.propose(
            by=filed.maker,
            certificate=one,
            kind=Change.Kind.REVOKED,
            reason="核查",
            basis="决定1号",
            at=THEN,
        )
        for one in certificates
    ]


def _revoke(filed: Filed, proposal: Proposal) -> None:
    changing.decide(
        by=filed.checker,
        proposal=proposal.pk,
        grant=True,
        words="",
        issuer=make_issuer(),
        on=ISSUED,
        at=THEN,
    )


def _reviewed(filed: Filed, certificate: Certificate, row: int) -> Application:
    made = applying.apply(
        by=filed.checker,
        certificate=certificate,
        document="resident",
        number=f"44010618900101{row:04}",
        reason="lost",
        paper={},
        contact="10000000000",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    told: dict[str, Any] = {"by": filed.maker, "application": made.pk, "on": ISSUED, "at": THEN}
    applying.attach(**told, kind="identity", filename="a.pdf", content=b"%PDF-")
    return applying.review(**told, grant=True, words="")


def _grant(filed: Filed, application: Application) -> None:
    approving.decide(
        by=filed.checker,
        application=application.pk,
        grant=True,
        words="",
        issuer=make_issuer(),
        on=ISSUED,
        at=THEN,
    )
