"""Other forms of a certificate: the same content, by the register alone, and told in the audit."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.certificates.conftest import DID, ISSUED, Office
from tests.certificates.test_applying import applied, attached, decided
from tests.certificates.test_register import changed
from tests.sittings.conftest import THEN, staff
from xianjie.credentials.did import did_document, resolver
from xianjie.credentials.errors import InvalidKey, InvalidProof
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure
from xianjie.credentials.signing import generate, load_signer
from xianjie.credentials.vc_jwt import read_jwt, sign_jwt
from xianjie.credentials.verification import verify
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates.checks import Outcome, Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.exporting import Form, signed_anew, single_proof, stored
from xianjie.domain.certificates.models import Change, Credential, Proof
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.instruments import law


def result(content: bytes, office: Office) -> tuple[Result, str]:
    check = check_file(content, issuer=office.issuer, law=law(), as_of=ISSUED)
    failed = check.first_failed
    return check.result, failed.name if failed else ""


def anew(office: Office, form: Form) -> bytes:
    made = Credential.objects.get().certificate
    return signed_anew(made, form, by=office.maker, issuer=office.issuer, at=THEN)


def bare(content: str | bytes) -> dict[str, object]:
    return {name: value for name, value in json.loads(content).items() if name != "proof"}


@pytest.mark.parametrize("suite", ["", "eddsa-jcs-2022", "sm2-sm3-jcs-2026"])
def test_a_single_proof_is_one_of_the_stored(office: Office, suite: str) -> None:
    made = office.certificate()
    content = single_proof(made, suite)
    told, whole = json.loads(content), json.loads(stored(made))
    assert told["proof"] in whole["proof"]
    assert told["proof"]["cryptosuite"] == (suite or "eddsa-jcs-2022")
    assert bare(content) == bare(stored(made))
    assert result(content, office) == (Result.NOT_PUBLISHED, "")
    assert not Event.objects.filter(action="certificate.exported").exists()
    with pytest.raises(InvalidProof, match="eddsa-rdfc"):
        single_proof(made, "eddsa-rdfc-2022")


@pytest.mark.parametrize("form", Form)
def test_what_is_signed_anew_says_the_same_and_is_told(office: Office, form: Form) -> None:
    made = office.certificate()
    content = anew(office, form)
    key = office.issuer.signers(THEN)[0].method
    if form is Form.VC_JWT:
        read = read_jwt(content.decode(), office.issuer.keys)
        assert (read.document, read.key.id) == (bare(stored(made)), key)
    else:
        assert bare(content) == bare(stored(made))
        assert json.loads(content)["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
        assert verify(content, keys=office.issuer.keys, at=THEN).fault is None
    assert result(content, office) == (Result.NOT_PUBLISHED, "")
    event = Event.objects.get(action="certificate.exported")
    assert event.actor == office.maker.username
    assert json.loads(event.data) == {"number": made.number, "form": form.value, "key": key}


@pytest.mark.parametrize("form", Form)
def test_only_the_holder_and_who_reads_it_in_full_have_it_signed(
    office: Office, form: Form
) -> None:
    made = office.certificate()
    told = {"issuer": office.issuer, "at": THEN}
    holder, other = (
        office.sat.province.candidate(office.sat.registrations[place]) for place in (0, 1)
    )
    assert office.centre.superior
    masked = staff(Role.PROVINCE, office.centre.superior, "省厅")
    assert signed_anew(made, form, by=holder, **told)  # type: ignore[arg-type]
    for by in (other, masked, office.filed_maker):
        with pytest.raises(Denied):
            signed_anew(made, form, by=by, **told)  # type: ignore[arg-type]
    assert Event.objects.filter(action="certificate.exported").count() == 1


@pytest.mark.parametrize("form", Form)
def test_a_changed_row_gets_no_new_signature(office: Office, form: Form) -> None:
    """Who can write the database does not thereby have the register's key sign."""
    office.certificate()
    row = Credential.objects.get()
    key = generate(Algorithm.ED25519)
    multikey = load_signer(Algorithm.ED25519, "", key).public_key.multibase
    theirs = load_signer(Algorithm.ED25519, f"did:key:{multikey}#{multikey}", key)
    told = json.loads(row.content) | {"issuer": f"did:key:{multikey}"}
    del told["proof"]
    others = told | {"issuer": DID}
    others["credentialSubject"] = told["credentialSubject"] | {"licenseNumber": "9"}
    for content in (
        row.content.replace("考生0", "考生9"),
        json.dumps(secure(told, [theirs], created=THEN)),
        json.dumps(secure(told | {"issuer": DID}, [theirs], created=THEN)),
        json.dumps(office.issuer.secure(others, at=THEN)),  # signed, but of another number
    ):
        Credential.objects.update(content=content)
        with pytest.raises(CertificateError, match="先查明"):
            anew(office, form)
    assert not Event.objects.filter(action="certificate.exported").exists()


@pytest.mark.parametrize("form", Form)
def test_a_written_proof_has_the_same_forms(office: Office, form: Form) -> None:
    office.certificate()
    application = applied(office)
    attached(application, office.sat.province.candidate(office.sat.registrations[0]))
    decided(office, application)
    proof = Proof.objects.get()
    told = {"issuer": office.issuer, "at": THEN}
    content = signed_anew(proof, form, by=office.maker, **told)  # type: ignore[arg-type]
    for one in (content, single_proof(proof), stored(proof).encode()):
        assert result(one, office) == (Result.NOT_PUBLISHED, "")
    assert Event.objects.get(action="proof.exported").subject_id == proof.pk
    with pytest.raises(Denied):
        signed_anew(proof, form, by=office.filed_maker, **told)  # type: ignore[arg-type]


def test_what_was_never_signed_has_no_form(office: Office) -> None:
    made = office.certificate()
    Credential.objects.all().delete()
    for act in (stored, single_proof):
        with pytest.raises(CertificateError, match="没有签名的 JSON"):
            act(made)


def test_what_is_suspended_or_revoked_is_not_signed_anew(office: Office) -> None:
    office.certificate()
    for kind in (Change.Kind.SUSPENDED, Change.Kind.LIFTED, Change.Kind.REVOKED):
        changed(office, kind)
        if kind is Change.Kind.LIFTED:
            assert anew(office, Form.VC_JWT)
            continue
        with pytest.raises(CertificateError, match="不再另行签名"):
            anew(office, Form.VC_JWT)


def test_a_changed_token_is_found_at_its_step(office: Office) -> None:
    made = office.certificate()
    token = anew(office, Form.VC_JWT).decode()
    header, payload, signature = token.split(".")
    assert result(f"{token}\n".encode(), office) == (Result.NOT_PUBLISHED, "")
    turned = f"{header}.{payload}.{signature[:-9]}{'A' * 9}"
    assert result(turned.encode(), office) == (Result.ALTERED, "signature")
    told = bare(stored(made)) | {"name": "别的"}
    signer, _ = office.issuer.signers(THEN)
    assert result(sign_jwt(told, signer, at=THEN).encode(), office)[0] is Result.ALTERED
    key = generate(Algorithm.ED25519)
    multikey = load_signer(Algorithm.ED25519, "", key).public_key.multibase
    theirs = load_signer(Algorithm.ED25519, f"did:key:{multikey}#{multikey}", key)
    forged = sign_jwt(bare(stored(made)), theirs, at=THEN)
    assert result(forged.encode(), office) == (Result.ALTERED, "signature")
    for wrong in (b"a.b.c", b"eyJh.e30.c"):
        assert result(wrong, office)[0] is Result.UNREADABLE


def test_a_token_is_of_its_key_s_period_or_nothing(office: Office) -> None:
    """Who steals a retired key cannot sign as of now; DID documents state its end."""
    signer, _ = office.issuer.signers(THEN)
    found = office.issuer.keys(signer.method)
    assert found
    ended = replace(found, valid_until=THEN)
    keys = resolver(did_document(DID, [ended]))
    told = {"@context": ["urn:x"], "issuer": DID}
    assert read_jwt(sign_jwt(told, signer, at=THEN - timedelta(seconds=1)), keys).key == ended
    for at in (THEN, THEN.replace(year=1999)):
        with pytest.raises(InvalidKey, match="有效期之外"):
            read_jwt(sign_jwt(told, signer, at=at), keys)


@pytest.mark.parametrize(
    ("content", "says"), [(b"hello", "neither PDF nor JSON"), (b'{"a"', "no complete JSON")]
)
def test_what_cannot_be_read_says_nothing_of_the_register(
    content: bytes, says: str, office: Office
) -> None:
    check = check_file(content, issuer=office.issuer, law=law(), as_of=ISSUED)
    assert check.result is Result.UNREADABLE
    assert {one.outcome for one in check.steps} == {Outcome.OPEN, Outcome.LEFT_OUT}
    assert check.telling
    assert says in check.telling.words.en
