"""One of each record about certificates, in the first institution's area, of a known holder."""

from __future__ import annotations

from datetime import date

from tests.certificates.filed import organisation_of
from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import seal_bytes
from xianjie.domain.appraisals.models import Registration
from xianjie.domain.certificates.approving import statement_of
from xianjie.domain.certificates.models import (
    Appeal,
    Application,
    Attachment,
    Batch,
    Certificate,
    Change,
    Import,
    Proof,
    Proposal,
    Share,
)
from xianjie.domain.rulings.models import Ruling
from xianjie.domain.webhooks.models import Dispatch, Endpoint, Occurrence


def certified(province: Province, registration: Registration) -> dict[str, int]:
    """Numbers by kind; the holder is the registration's candidate."""
    candidate = registration.candidate
    certificate = Certificate.objects.create(
        scheme="qualification",
        number="2099000001500007",
        name=candidate.name,
        document=candidate.document,
        number_hash=candidate.number_hash,
        number_sealed=candidate.number_sealed,
        occupation="电工",
        level=5,
        issued_on=ON,
        issuer="省厅",
        body=province.centre,
        area="440106",
    )
    change = Change.objects.create(
        certificate=certificate,
        kind="suspended",
        reason="核查",
        basis="1",
        on=ON,
        proposed_by="x",
        made_by="y",
        made_at=AT,
    )
    proposal = Proposal.objects.create(
        certificate=certificate,
        kind="corrected",
        reason="笔误",
        basis="1",
        corrections={"name": "考生一"},
        proposed_by="x",
        proposed_at=AT,
    )
    application = _application(certificate, province.centre)
    endpoint = Endpoint.objects.create(
        body=province.centre,
        role="centre",
        address="https://hook.example/",
        kinds=["revoked"],
        made_by="x",
        made_at=AT,
    )
    ping = Occurrence.objects.create(key="msg_1", kind="ping", day=ON, at=AT)
    return {
        "certificate": certificate.pk,
        "change": change.pk,
        "proposal": proposal.pk,
        "appeal": Appeal.objects.create(change=change, words="x", asked_by="x", asked_at=AT).pk,
        "application": application.pk,
        "document": application.attachments.get().pk,
        "proof": application.proof.pk,
        "share": Share.objects.create(
            certificate=certificate, code_hash="x", made_by="x", made_at=AT, until_on=ON
        ).pk,
        "issue_batch": Batch.objects.create(
            scheme="qualification",
            body=province.centre,
            area="440000",
            title="x",
            submitted_by="x",
            submitted_at=AT,
        ).pk,
        "import": Import.objects.create(
            digest="x", filename="x.csv", mapping={}, area="440100", started_by="x", started_at=AT
        ).pk,
        "filing": organisation_of(province.centre)
        .filings.create(
            kind="employer",
            name="x",
            from_on=ON,
            until_on=date(2023, 1, 1),
            basis="x",
            entered_by="x",
            entered_at=AT,
        )
        .pk,
        "endpoint": endpoint.pk,
        "dispatch": Dispatch.objects.create(
            occurrence=ping, endpoint=endpoint, state="waiting", due_at=AT, at=AT
        ).pk,
    }


def _application(certificate: Certificate, authority: Body) -> Application:
    ruling = Ruling.objects.create(
        subject_kind="certificate",
        subject_id=certificate.pk,
        at=AT,
        decision="replacement",
        jurisdiction="CN-GD",
        facts={},
        outcome="written_proof",
        clauses=["252/2.3"],
        rules_version="1",
    )
    made = Application.objects.create(
        certificate=certificate,
        authority=authority,
        area="440106",
        reason="lost",
        outcome="written_proof",
        ruling=ruling,
        contact="",
        requested_on=ON,
        requested_by="x",
        requested_at=AT,
    )
    Attachment.objects.create(
        application=made,
        kind="identity",
        filename="x",
        content=seal_bytes(b"x"),
        digest="x",
        added_at=AT,
    )
    Proof.objects.create(
        application=made,
        certificate=certificate,
        number="ZM2020000001",
        authority_name="省厅",
        statement=statement_of(made, certificate, ON),
        content="{}",
        issued_on=ON,
        made_at=AT,
    )
    return made
