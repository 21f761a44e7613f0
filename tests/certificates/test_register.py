"""The register: checked, changed by two people, shared, sealed in its log."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction

from tests.certificates.conftest import ISSUED, Office
from tests.sittings.conftest import THEN, staff
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates import changing, publishing, sharing
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Change, Credential, LogEntry
from xianjie.domain.certificates.proving import prove_certificate
from xianjie.domain.certificates.publishing import publish
from xianjie.domain.certificates.standing import State, current, state_of
from xianjie.domain.certificates.verifying import check_record
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.durable import Folder, load_key
from xianjie.instruments import law
from xianjie.tlog.entries import opens, read_entry
from xianjie.tlog.merkle import includes, leaf_hash
from xianjie.tlog.notes import checkpoint_of, read, verifier_of
from xianjie.tlog.verifying import LogFaulty, Trust, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
Kind = Change.Kind


def sealed(files: Folder) -> int:
    return publish(files=files, key=KEY, at=THEN)


def changed(office: Office, kind: Kind, **given: str) -> Change:
    """Proposed by one, decided by the other."""
    certificate = Credential.objects.order_by("pk")[0].certificate
    proposal = changing.propose(
        by=office.maker,
        certificate=certificate,
        kind=kind,
        reason="核查",
        basis="决定1号",
        corrections=given or None,
        at=THEN,
    )
    done = changing.decide(
        by=office.checker,
        proposal=proposal.pk,
        grant=True,
        words="",
        issuer=office.issuer,
        on=ISSUED,
        at=THEN,
    )
    assert done.change
    return done.change


def test_every_result_is_told_apart(office: Office, files: Folder) -> None:
    made = office.certificate()
    told = {"law": law(), "as_of": ISSUED}
    number, name = made.number, made.name

    def result(number: str = number, name: str = name) -> Result:
        return check_record(number=number, name=name, **told).result  # type: ignore[arg-type]

    assert result() is Result.NOT_PUBLISHED
    sealed(files)
    assert result() is Result.VALID
    assert result(f" {number[:8]} {number[8:]} ") is Result.VALID
    assert result(name="别人") is Result.NOT_FOUND
    assert result(number="2099000001500009") is Result.NOT_FOUND
    assert result(number="x") is Result.NOT_FOUND
    before = check_record(number=number, name=name, law=law(), as_of=date(2020, 11, 1))
    assert before.result is Result.NOT_FOUND
    changed(office, Kind.SUSPENDED)
    assert result() is Result.SUSPENDED
    changed(office, Kind.LIFTED)
    assert result() is Result.VALID
    changed(office, Kind.REVOKED)
    assert result() is Result.REVOKED


def test_a_file_is_checked_step_by_step(office: Office, files: Folder) -> None:
    made = office.certificate()
    sealed(files)
    content = made.credentials.get().content.encode()

    def steps(content: bytes) -> tuple[Result, str]:
        check = check_file(content, issuer=office.issuer, law=law(), as_of=ISSUED)
        telling = check.telling
        return check.result, telling.name if telling else ""

    assert steps(content) == (Result.VALID, "")
    told = json.loads(content)
    told["credentialSubject"]["skillLevel"] = 1
    assert steps(json.dumps(told).encode()) == (Result.ALTERED, "fields")
    assert steps(b"%PDF") == (Result.UNREADABLE, "found")
    assert steps(b"{}") == (Result.UNREADABLE, "found")
    told["credentialSubject"]["licenseNumber"] = "2099000001500009"
    assert steps(json.dumps(told).encode()) == (Result.NOT_FOUND, "found")
    check = check_file(content, issuer=office.issuer, law=law(), as_of=ISSUED)
    assert check.fields["name"] == made.name
    assert [one.name for one in check.steps] == [
        "found",
        "fields",
        "signature",
        "issuer",
        "log",
        "status",
        "law",
    ]


def test_a_change_is_proposed_by_one_and_decided_by_another(office: Office) -> None:
    made = office.certificate()
    told = {"certificate": made, "reason": "核查", "basis": "决定1号", "at": THEN}
    with pytest.raises(CertificateError, match="不能恢复"):
        changing.propose(by=office.maker, kind=Kind.LIFTED, **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError, match="更正须写明"):
        changing.propose(by=office.maker, kind=Kind.CORRECTED, **told)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        changing.propose(by=office.sat.one, kind=Kind.REVOKED, **told)  # type: ignore[arg-type]
    proposal = changing.propose(by=office.maker, kind=Kind.REVOKED, **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError, match="已有一项"):
        changing.propose(by=office.maker, kind=Kind.SUSPENDED, **told)  # type: ignore[arg-type]
    decided = {
        "proposal": proposal.pk,
        "issuer": office.issuer,
        "on": ISSUED,
        "at": THEN,
    }
    with pytest.raises(Denied, match="另一人"):
        changing.decide(by=office.maker, grant=True, words="", **decided)  # type: ignore[arg-type]
    with pytest.raises(CertificateError, match="理由"):
        changing.decide(by=office.checker, grant=False, words="", **decided)  # type: ignore[arg-type]
    changing.decide(by=office.checker, grant=False, words="证据不足", **decided)  # type: ignore[arg-type]
    assert state_of(made) is State.LIVE
    change = changed(office, Kind.REVOKED)
    assert state_of(made) is State.REVOKED
    assert state_of(made, date(2020, 11, 1)) is State.LIVE
    entry = LogEntry.objects.get(kind="revoked")
    assert entry.subject_id == change.pk
    change.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save(force_insert=True)


def test_a_correction_is_a_record_and_the_row_stays(office: Office) -> None:
    made = office.certificate()
    changed(office, Kind.CORRECTED, name="考生零")
    made.refresh_from_db()
    assert made.name == "考生0"
    assert current(made)["name"] == "考生零"
    for name in ("考生0", "考生零"):
        found = check_record(number=made.number, name=name, law=law(), as_of=ISSUED)
        assert found.fields["name"] == "考生零"


def test_the_holder_objects_and_a_third_person_answers(office: Office) -> None:
    office.certificate()
    change = changed(office, Kind.SUSPENDED)
    registration = office.sat.registrations[0]
    holder = office.sat.province.candidate(registration)
    told = {"change": change.pk, "document": "resident", "words": "冤枉", "at": THEN}
    with pytest.raises(Denied):
        changing.appeal(by=holder, number="1", **told)  # type: ignore[arg-type]
    made = changing.appeal(by=holder, number="440106190001010000", **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError, match="已提过"):
        changing.appeal(by=holder, number="440106190001010000", **told)  # type: ignore[arg-type]
    for by in (office.maker, office.checker):
        with pytest.raises(Denied, match="不能答复"):
            changing.answer_appeal(by=by, appeal=made.pk, upheld=True, words="成立", at=THEN)
    third = staff(Role.CENTRE, office.centre, "另一审批")
    done = changing.answer_appeal(by=third, appeal=made.pk, upheld=True, words="成立", at=THEN)
    assert done.upheld


def test_a_code_opens_until_its_day(office: Office) -> None:
    made = office.certificate()
    holder = office.sat.province.candidate(office.sat.registrations[0])
    told = {"certificate": made, "on": ISSUED, "at": THEN}
    found, code = sharing.share(by=holder, days=3, **told)  # type: ignore[arg-type]
    assert sharing.shared(f"{code[:4]}-{code[4:].lower()}", date(2020, 11, 5)) == made
    assert sharing.shared(code, date(2020, 11, 6)) is None
    assert sharing.shared(code[:-1], ISSUED) is None
    other = office.sat.province.candidate(office.sat.registrations[1])
    with pytest.raises(Denied):
        sharing.share(by=other, days=3, **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError):
        sharing.share(by=holder, days=0, **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError):
        sharing.end(by=other, share=found.pk, at=THEN)
    sharing.end(by=holder, share=found.pk, at=THEN)
    assert sharing.shared(code, ISSUED) is None


def test_the_log_is_sealed_proved_and_checked_from_its_files(office: Office, files: Folder) -> None:
    made = office.certificate()
    with pytest.raises(CertificateError, match="尚未封存"):
        prove_certificate(made, files)
    with pytest.raises(LogFaulty, match="没有检查点"):
        verify(files, Trust(verifier_of(settings.LOG_ORIGIN, KEY)))
    assert sealed(files) == 1
    changed(office, Kind.SUSPENDED)
    assert (sealed(files), sealed(files)) == (1, 0)
    found = verify(files, Trust(verifier_of(settings.LOG_ORIGIN, KEY)))
    assert found.head.checkpoint.size == 2
    told = prove_certificate(made, files)
    root = checkpoint_of(read(told["checkpoint"])).root
    path = [bytes.fromhex(one) for one in told["path"]]
    leaf = leaf_hash(told["entry"].encode())
    assert includes(leaf=leaf, index=told["index"], size=told["size"], path=path, root=root)
    core = json.loads(made.credentials.get().content)
    core.pop("proof")
    core.pop("evidence")
    assert opens(read_entry(told["entry"].encode()), core, bytes.fromhex(told["salt"]))


def test_the_log_s_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = load_key(tmp_path / "k.pem")
    assert load_key(tmp_path / "k.pem").private_bytes_raw() == first.private_bytes_raw()
    assert (tmp_path / "k.pem").stat().st_mode & 0o077 == 0
    assert publishing.log_verifier().name == settings.LOG_ORIGIN
