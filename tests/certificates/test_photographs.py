"""Photographs: handed in for lines and for certificates, sealed, bound by digest, printed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from PIL import Image
from python_calamine import CalamineWorkbook

from tests.certificates.conftest import ISSUED, Office, evaluated
from tests.certificates.filed import submit_evaluated
from tests.certificates.test_printing import printed
from tests.sittings.conftest import THEN
from xianjie.documents.photos import PhotoError, photo
from xianjie.documents.portraits import portrait
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch, Certificate, Photo, Proposal
from xianjie.domain.certificates.photo_files import Told, use_archive
from xianjie.domain.certificates.photographs import (
    add_to_line,
    add_to_lines,
    hand_in,
    photo_of,
    picture,
)
from xianjie.domain.certificates.standing import photo_digest
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.domain.messages.models import Message
from xianjie.instruments import law

PERSON = "44010618900101{:04}"


def waiting(office: Office, people: int = 2) -> Batch:
    return submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated(row) for row in range(1, people + 1)],
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )


def issued(office: Office, *, with_photo: bool) -> Certificate:
    batch = waiting(office, 1)
    if with_photo:
        line = batch.lines.get()
        add_to_line(by=office.filed_maker, line=line, content=portrait(1), at=THEN)
    office.issued(batch, office.filed_checker)
    return Certificate.objects.get()


def decided(office: Office, proposal: Proposal, *, grant: bool = True) -> Proposal:
    return changing.decide(
        by=office.filed_checker,
        proposal=proposal.pk,
        grant=grant,
        words="" if grant else "不是本人",
        issuer=office.issuer,
        on=ISSUED,
        at=THEN,
    )


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


def used(office: Office, batch: Batch, path: Path, *, check_only: bool = False) -> Told:
    return use_archive(
        by=office.filed_maker, batch=batch, path=path, check_only=check_only, lang="zh", at=THEN
    )


def test_the_photograph_printed_is_the_one_that_is_signed(office: Office) -> None:
    made = issued(office, with_photo=True)
    subject = json.loads(made.credentials.get().content)["credentialSubject"]
    assert subject["photoSha256"] == made.photo == photo_digest(made)
    found = photo_of(made)
    assert found
    assert picture(found) in printed(made)  # as it is: whoever has the file can compare
    assert bytes(found.content) != picture(found)
    assert unseal_bytes(bytes(found.content)).startswith(b"\xff\xd8")


def test_without_a_photograph_nothing_is_claimed(office: Office) -> None:
    made = issued(office, with_photo=False)
    subject = json.loads(made.credentials.get().content)["credentialSubject"]
    assert "photoSha256" not in subject
    assert photo_of(made) is None
    assert printed(made)


def test_one_added_later_is_decided_by_another_and_signed_anew(office: Office) -> None:
    made = issued(office, with_photo=False)
    before = made.credentials.get().content.encode()
    with pytest.raises(Denied):
        hand_in(by=office.sat.one, certificate=made, content=portrait(2), at=THEN)
    with pytest.raises(PhotoError, match="完好"):
        hand_in(by=office.filed_maker, certificate=made, content=b"x", at=THEN)
    proposal = hand_in(by=office.filed_maker, certificate=made, content=portrait(2), at=THEN)
    assert photo_digest(made) == ""
    with pytest.raises(CertificateError, match="已有一项"):
        hand_in(by=office.filed_maker, certificate=made, content=portrait(3), at=THEN)
    assert Photo.objects.count() == 1
    decided(office, proposal)
    made = Certificate.objects.get()
    assert photo_digest(made) == proposal.corrections["photo"]
    assert made.photo == ""  # the row stays as it was issued
    newest = made.credentials.order_by("-version")[0].content
    assert json.loads(newest)["credentialSubject"]["photoSha256"] == photo_digest(made)
    told = {"issuer": office.issuer, "law": law(), "as_of": ISSUED}
    assert check_file(before, **told).result is Result.SUPERSEDED  # type: ignore[arg-type]
    assert check_file(newest.encode(), **told).result is Result.NOT_PUBLISHED  # type: ignore[arg-type]


def test_what_is_refused_is_not_kept(office: Office) -> None:
    made = issued(office, with_photo=True)
    kept = photo_digest(made)
    proposal = hand_in(by=office.filed_maker, certificate=made, content=portrait(9), at=THEN)
    decided(office, proposal, grant=False)
    assert [one.digest for one in Photo.objects.all()] == [kept]
    again = hand_in(by=office.filed_maker, certificate=made, content=portrait(1), at=THEN)
    decided(office, again, grant=False)  # the same picture as before
    assert photo_of(made)


def test_a_holder_adds_what_is_lacking_and_no_more(office: Office) -> None:
    made = office.certificate()
    holder = office.sat.province.candidate(office.sat.registrations[0])
    other = office.sat.province.candidate(office.sat.registrations[1])
    with pytest.raises(Denied):
        hand_in(by=other, certificate=made, content=portrait(2), at=THEN)
    proposal = hand_in(by=holder, certificate=made, content=portrait(2), at=THEN)
    given = {"issuer": office.issuer, "on": ISSUED, "at": THEN, "proposal": proposal.pk}
    changing.decide(by=office.checker, grant=False, words="不清晰", **given)  # type: ignore[arg-type]
    assert Message.objects.get(template="certificate_not_changed").values["reason"] == "不清晰"
    proposal = hand_in(by=holder, certificate=made, content=portrait(2), at=THEN)
    given["proposal"] = proposal.pk
    changing.decide(by=office.checker, grant=True, words="", **given)  # type: ignore[arg-type]
    assert Message.objects.filter(template="certificate_changed").count() == 1
    with pytest.raises(CertificateError, match="已有照片"):
        hand_in(by=holder, certificate=made, content=portrait(3), at=THEN)


def test_an_archive_is_told_of_file_by_file(office: Office, tmp_path: Path) -> None:
    batch = waiting(office, 4)
    small = io.BytesIO()
    Image.new("RGB", (20, 28)).save(small, "PNG")
    path = archive(
        tmp_path / "a.zip",
        {
            f"照片/{PERSON.format(1)}.jpg": portrait(1),
            f"照片/{PERSON.format(2)}.png": small.getvalue(),
            f"照片/{PERSON.format(3)}.jpg": portrait(3),
            f"照片/{PERSON.format(3)}.jpeg": portrait(4),
            f"{PERSON.format(77)}.jpg": portrait(5),
            "__MACOSX/x": b"",
            "Thumbs.db": b"",
        },
    )
    assert used(office, batch, path, check_only=True).used == 2
    assert not Photo.objects.exists()
    told = used(office, batch, path)
    assert (told.lines, told.used, told.missing) == (4, 2, 2)
    reasons = {number: words.zh for number, words in told.problems}
    assert "20×28" in reasons[2]
    assert "两个文件" in reasons[3]
    assert reasons[4] == "缺照片"
    assert "0077.jpg" in reasons[0]
    shown = CalamineWorkbook.from_filelike(io.BytesIO(told.report)).get_sheet_by_index(0)
    lines = shown.to_python()
    assert [line[4] for line in lines[1:]] == ["采用", "有误", "采用", "缺照片", "对不上"]
    for number in (1, 2, 3, 77):  # nobody's number, in the report or in the log of events
        assert PERSON.format(number) not in str(lines)
        assert PERSON.format(number) not in "".join(one.data for one in Event.objects.all())
    again = used(office, batch, path)
    assert (again.used, again.missing) == (0, 2)
    assert Event.objects.filter(action="photos.added").count() == 1


def test_by_ticket_and_only_until_approval(office: Office, tmp_path: Path) -> None:
    batch = office.submitted()
    ticket = office.tickets[0]
    path = archive(tmp_path / "a.zip", {f"{ticket}.JPG": portrait(1)})
    told = use_archive(
        by=office.maker, batch=batch, path=path, check_only=False, lang="en", at=THEN
    )
    assert (told.lines, told.used) == (1, 1)  # what the law refuses needs none
    with pytest.raises(Denied):
        used(office, batch, path)
    refused = batch.lines.filter(refused=True)[0]
    with pytest.raises(CertificateError, match="不予核发"):
        add_to_line(by=office.maker, line=refused, content=portrait(1), at=THEN)
    office.issued(batch)
    batch.refresh_from_db()
    with pytest.raises(CertificateError, match="已审批"):
        use_archive(by=office.maker, batch=batch, path=path, check_only=True, lang="zh", at=THEN)
    assert photo_of(Certificate.objects.get())


@pytest.mark.parametrize("content", [b"", b"PK"])
def test_what_is_no_archive_is_refused(office: Office, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(CertificateError, match="ZIP"):
        used(office, waiting(office, 1), path)


def test_a_bomb_is_never_unpacked(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(f"{PERSON.format(1)}.jpg", b"\0" * (64 << 20))
    told = used(office, waiting(office, 1), path)
    assert "至多" in told.problems[0][1].zh


def test_who_gives_a_photograph_does_not_approve(office: Office) -> None:
    batch = waiting(office, 1)
    line = batch.lines.get()
    add_to_line(by=office.filed_checker, line=line, content=portrait(1), at=THEN)
    with pytest.raises(Denied, match="另一人"):
        office.issued(batch, office.filed_checker)
    add_to_line(by=office.filed_maker, line=line, content=portrait(1), at=THEN)
    assert office.issued(batch, office.filed_checker).issued == 1


def test_another_in_place_of_one_that_waits(office: Office) -> None:
    batch = waiting(office, 1)
    line = batch.lines.get()
    for seed in (1, 2):
        add_to_line(by=office.filed_maker, line=line, content=portrait(seed), at=THEN)
    wanted = hashlib.sha256(photo(portrait(2))).hexdigest()
    assert [one.digest for one in Photo.objects.all()] == [wanted]
    with pytest.raises(CertificateError, match="没有这一行"):
        add_to_lines(by=office.filed_maker, batch=batch.pk, pictures={0: b""}, at=THEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.create(digest="x", content=b"x", added_by="x", added_at=THEN)
    found = Photo.objects.get()
    found.digest = "0" * 64
    with pytest.raises(CertificateError, match="不符"):
        picture(found)
