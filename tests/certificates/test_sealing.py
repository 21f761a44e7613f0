"""Sealing halts rather than fork; cut off at any write it goes on; days must be near."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.certificates.conftest import make_issuer
from tests.certificates.filed import ISSUED, make_filed, moment
from tests.certificates.sealed import AT, DAY, TRUST, restored, sealed, staged, whole
from tests.sittings.conftest import THEN
from xianjie import durable
from xianjie.domain.certificates import publishing, submitting
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.certificates.models import Batch, Certificate, LogEntry, LogHead, Sealing
from xianjie.domain.certificates.publishing import LogHalted, held_head
from xianjie.durable import Folder
from xianjie.instruments import law
from xianjie.tlog import notes
from xianjie.tlog.merkle import consistency_proof, consistent
from xianjie.tlog.notes import checkpoint_of, read
from xianjie.tlog.tiles import subtree_in
from xianjie.tlog.verifying import verify

pytestmark = pytest.mark.django_db
Real = Callable[..., Any]


class Killed(BaseException):
    """As if the process ended here."""


def test_sealing_goes_on_from_each_head(files: Folder) -> None:
    for count in (3, 300, 1):
        staged(count)
        assert (sealed(files), sealed(files)) == (count, 0)
    assert whole(files) == 304
    assert list(Sealing.objects.order_by("size").values_list("size", flat=True)) == [3, 303, 304]


def test_partial_files_go_once_the_full_one_is_published(files: Folder) -> None:
    for count in (3, 250, 3, 3):
        staged(count)
        sealed(files)
    assert {path for path in files.below("tile") if ".p/" in path} == {
        "tile/0/001.p/3",
        "tile/1/000.p/1",
        "tile/entries/001.p/3",
    }
    assert whole(files) == 259
    for size in (3, 253, 256):  # each head that was signed is proved all the same
        old = checkpoint_of(read(Sealing.objects.get(size=size).note))
        path = consistency_proof(size, 259, subtree_in(files, 259))
        assert consistent(
            old=size,
            old_root=old.root,
            new=259,
            new_root=bytes.fromhex(LogHead.objects.get().root),
            path=path,
        )
        files.write("checkpoint", Sealing.objects.get(size=size).note.encode())
        assert verify(files, TRUST).head.checkpoint.size == size


def writes_of(patch: pytest.MonkeyPatch, stop: int) -> list[str]:
    """Let everything that is written count, and the process end before or after the one named."""
    done: list[str] = []

    def cut_at(name: str, real: Real) -> Real:
        def write(*args: object, **kwargs: object) -> object:
            done.append(f"before {name}")
            if len(done) == stop:
                raise Killed
            found = real(*args, **kwargs)
            done.append(f"after {name}")
            if len(done) == stop:
                raise Killed
            return found

        return write

    patch.setattr(durable, "write", cut_at("a file", durable.write))
    patch.setattr(os, "fsync", cut_at("fsync", os.fsync))
    patch.setattr(Path, "replace", cut_at("a name", Path.replace))
    patch.setattr(publishing, "_enter", cut_at("the head", publishing._enter))
    patch.setattr(Sealing.objects, "create", cut_at("the seal", Sealing.objects.create))
    patch.setattr(publishing, "sign", noted(notes.sign))
    return done


SIGNED: list[str] = []


def noted(real: Real) -> Real:
    """Every head that was ever signed, were it never published."""

    def sign(text: str, *args: object) -> object:
        SIGNED.append(text)
        return real(text, *args)

    return sign


@pytest.mark.parametrize("entries", [(2, 3), pytest.param((250, 10), marks=pytest.mark.slow)])
def test_ended_at_any_write_it_goes_on_and_never_forks(
    entries: tuple[int, int], tmp_path: Path
) -> None:
    """Before and after each write, rename, sync and change of the database, in turn."""
    stop, is_over = 0, False
    while not is_over:
        stop += 1
        files = Folder(tmp_path / str(stop) / "log")
        SIGNED.clear()
        point = transaction.savepoint()
        staged(entries[0])
        sealed(files)
        staged(entries[1])
        with pytest.MonkeyPatch.context() as patch:
            done = writes_of(patch, stop)
            try:
                sealed(files)
                is_over = True
            except Killed:
                staged(1)  # the others go on meanwhile
            with pytest.MonkeyPatch.context() as again:
                again.setattr(publishing, "sign", noted(notes.sign))
                sealed(files)
        size = whole(files)
        assert size == sum(entries) + (0 if is_over else 1), done[-1]
        roots: dict[int, set[str]] = {}
        for text in SIGNED:
            _, told, root, _ = text.split("\n")
            roots.setdefault(int(told), set()).add(root)
        assert all(len(one) == 1 for one in roots.values()), done[-1]
        for text in SIGNED:
            old = checkpoint_of(read(f"{text}\n\N{EM DASH} a AAAAAAA=\n"))
            assert consistent(
                old=old.size,
                old_root=old.root,
                new=size,
                new_root=bytes.fromhex(LogHead.objects.get().root),
                path=consistency_proof(old.size, size, subtree_in(files, size)),
            ), done[-1]
        transaction.savepoint_rollback(point)
    assert stop > 20


@pytest.fixture
def twice(files: Folder) -> Folder:
    """A log that was sealed at two entries and at five."""
    staged(2)
    sealed(files)
    staged(3)
    sealed(files)
    return files


def test_an_older_database_is_not_sealed(twice: Folder) -> None:
    restored(2)
    with pytest.raises(LogHalted, match="数据库有 2 条，已签署的有 5 条"):
        sealed(twice)
    staged(9)  # others than those that were signed
    shown = twice.read("checkpoint")
    tiles = {path: twice.read(path) for path in twice.below("tile")}
    with pytest.raises(LogHalted, match="与已签署的不同"):
        sealed(twice)
    assert twice.read("checkpoint") == shown
    assert {path: twice.read(path) for path in twice.below("tile")} == tiles


def test_a_database_whose_head_alone_is_older_takes_over_what_was_signed(twice: Folder) -> None:
    rows = list(LogEntry.objects.order_by("index"))
    restored(2)
    LogEntry.objects.bulk_create(rows[2:])
    assert sealed(twice) == 0
    assert whole(twice) == 5
    assert Sealing.objects.get(size=5).signed_at == AT


def test_a_missing_or_older_file_of_the_head_is_written_from_the_database(twice: Folder) -> None:
    held = held_head(twice)
    for content in (None, Sealing.objects.get(size=2).note):
        held.path.unlink()
        if content:
            held.path.write_text(content, encoding="utf-8")
        assert sealed(twice) == 0
        assert whole(twice) == 5


def test_without_the_file_an_older_database_is_told_by_what_was_published(twice: Folder) -> None:
    restored(2)
    held_head(twice).path.unlink()
    staged(9)
    with pytest.raises(LogHalted, match="已公布的检查点有 5 条"):
        sealed(twice)


def test_another_head_or_another_s_signature_halts(twice: Folder) -> None:
    root = LogHead.objects.get().root
    LogHead.objects.update(root="00" * 32)
    with pytest.raises(LogHalted, match="与最后签署的不同"):
        sealed(twice)
    LogHead.objects.update(root=root)
    held = held_head(twice)
    kept = held.read()
    held.path.write_text("x", encoding="utf-8")
    with pytest.raises(LogHalted, match="不是本日志签署的"):
        sealed(twice)
    held.path.write_bytes(kept or b"")
    LogHead.objects.update(size=4)
    with pytest.raises(LogHalted, match="残缺"):
        sealed(twice)


def test_a_missing_entry_halts(twice: Folder) -> None:
    staged(2)
    LogEntry.objects.filter(index=5).delete()
    with pytest.raises(LogHalted, match="缺号"):
        sealed(twice)


def test_of_each_size_there_is_one_root(twice: Folder) -> None:
    assert whole(twice) == 5
    told = {"origin": "xianjie-trial", "size": 5, "root": "00" * 32, "note": "x", "signed_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Sealing.objects.create(**told)


@pytest.mark.parametrize(("off", "is_taken"), [(-4, False), (-3, True), (1, True), (2, False)])
def test_an_entry_claims_a_day_near_the_moment(off: int, is_taken: bool) -> None:
    entered = [Entered("issue", Batch(pk=1), DAY + timedelta(days=off), {})]
    if is_taken:
        stage(entered, at=AT)
    else:
        with pytest.raises(CertificateError, match="不能记入公开日志"):
            stage(entered, at=AT)
    assert LogEntry.objects.count() == is_taken


def test_a_batch_that_lay_too_long_is_approved_anew_and_dated_anew() -> None:
    filed = make_filed()
    batch = filed.approved(range(1, 3))
    later = ISSUED + timedelta(days=5)
    told: dict[str, Any] = {"batch": batch.pk, "law": law(), "issuer": make_issuer()}
    with pytest.raises(CertificateError, match="重新审批"):
        issue(**told, at=moment(later))
    with pytest.raises(CertificateError, match="已审批"):
        submitting.approve(by=filed.checker, batch=batch.pk, on=ISSUED, at=THEN)
    submitting.approve(by=filed.checker, batch=batch.pk, on=later, at=moment(later))
    assert issue(**told, at=moment(later)).issued == 2
    assert set(Certificate.objects.values_list("issued_on", flat=True)) == {later}
