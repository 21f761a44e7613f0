"""Reading what somebody hands in: attachments come out, hostile files are refused within limits."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from tests.documents import made
from tests.documents.apart import apart
from tests.documents.made import KINDS, Kind
from xianjie.documents import pdf_process
from xianjie.documents.pdf_process import MOST_ATTACHED, answer
from xianjie.documents.reading import MOST_BYTES, PdfError, attached_credential, read_pdf
from xianjie.documents.skill_certificates import skill_certificate_document


def written(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(made.unsealed_certificate()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def refused(pdf: bytes) -> str:
    with pytest.raises(PdfError) as refusal:
        read_pdf(pdf)
    assert refusal.value.message.zh
    return refusal.value.message.en


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_was_attached_comes_out(kind: Kind) -> None:
    found = read_pdf(kind.document(kind.made()))
    assert (found.name, found.attached) == ("credential.json", made.CREDENTIAL.content)


def test_the_credential_of_a_sealed_file_comes_out() -> None:
    assert attached_credential(made.sealed_certificate()) == made.CREDENTIAL.content


def test_a_file_saved_by_another_program_still_gives_its_credential() -> None:
    assert attached_credential(written(lambda _: None)) == made.CREDENTIAL.content


def test_a_file_without_one_gives_none() -> None:
    assert attached_credential(written(lambda writer: writer.root_object.pop("/AF"))) is None


def many(writer: PdfWriter) -> None:
    files = writer.root_object["/AF"]
    files.extend([files[0]] * 30)  # type: ignore[attr-defined, index]


def double(writer: PdfWriter) -> None:
    files = writer.root_object["/AF"]
    files.append(files[0])  # type: ignore[attr-defined, index]


def circle(writer: PdfWriter) -> None:
    own = ArrayObject()
    reference = writer._add_object(own)
    own.append(reference)
    writer.root_object[NameObject("/AF")] = reference


def circle_of_fields(writer: PdfWriter) -> None:
    field = DictionaryObject({NameObject("/FT"): NameObject("/Sig")})
    reference = writer._add_object(field)
    field[NameObject("/Kids")] = ArrayObject([reference])
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([reference])})
    writer.root_object[NameObject("/AcroForm")] = form


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"", "no PDF"),
        (lambda: b"PK\x03\x04", "no PDF"),
        (lambda: b"%PDF-1.7\n", "damaged"),
        (lambda: made.unsealed_certificate()[:-2_000], "damaged"),
        (lambda: written(lambda writer: writer.encrypt("x")), "encrypted"),
        (lambda: written(many), "more than one data file"),
        (lambda: written(double), "more than one data file"),
        (lambda: written(circle), "hand in the original"),
        (lambda: b"%PDF-1.7\n" + bytes(MOST_BYTES), "10 may be"),
        (lambda: b"%PDF-1.7\n" + b"[" * 2_000_000, "hand in the original"),
        (lambda: b"%PDF-1.7\n" + b"1 0 obj <</A " * 400_000, "hand in the original"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(
    make: Callable[[], bytes], words: str
) -> None:
    assert words in refused(make())


def test_an_attachment_too_large_is_refused() -> None:
    large = replace(made.CREDENTIAL, content=b"x" * (MOST_ATTACHED + 1))
    assert "abnormally large" in refused(
        skill_certificate_document(made.certificate(credential=large))
    )


def test_an_attachment_that_unpacks_without_end_is_refused() -> None:
    def bomb(writer: PdfWriter) -> None:
        file = writer.root_object["/AF"][0]["/EF"]["/F"]  # type: ignore[index]
        file._data = zlib.compress(bytes(300 << 20), 9)
        file[NameObject("/Filter")] = NameObject("/FlateDecode")

    begun = time.perf_counter()
    assert "hand in the original" in refused(written(bomb))
    assert time.perf_counter() - begun < 20


def test_fields_in_a_circle_do_not_hang() -> None:
    begun = time.perf_counter()
    try:
        assert not read_pdf(written(circle_of_fields)).seal.holds
    except PdfError as error:
        assert error.message.en  # noqa: PT017 – either end is right
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    ("stand_in", "words"),
    [
        ("import time; time.sleep(60)", "too long"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too long"),
        ("raise SystemExit(1)", "abnormal size or depth"),
    ],
)
def test_a_process_that_ends_early_or_never_is_a_refusal(
    stand_in: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def instead(_: object, **named: object) -> object:
        return run([sys.executable, "-c", stand_in], **named)  # type: ignore[call-overload]

    monkeypatch.setattr("xianjie.documents.apart._PATIENCE", 1)
    monkeypatch.setattr(subprocess, "run", instead)
    assert words in refused(made.unsealed_certificate())


@pytest.mark.parametrize("module", ["pdf_process", "code_process"])
def test_the_process_holds_itself_to_its_limits(module: str) -> None:
    script = (
        f"import sys; sys.argv = ['x']; from xianjie.documents import {module} as p\n"
        "p.answer = lambda *_: bytes(2 * p.MEMORY)\n"
        "try:\n p.main()\nexcept MemoryError:\n print('held')"
    )
    asked = json.dumps({"roots": [], "at": None}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-c", script], input=asked, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"held"


@settings(max_examples=150)
@given(st.data())
def test_no_damage_escapes_as_an_error(data: st.DataObject) -> None:
    pdf = bytearray(made.sealed_certificate())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(9, len(pdf) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "copy"])):
            case "flip":
                pdf[place] ^= data.draw(st.integers(1, 255))
            case "cut":
                del pdf[place : place + data.draw(st.integers(1, 2_000))]
                pdf += b" " * 10
            case "copy":
                other = data.draw(st.integers(0, len(pdf) - 1))
                pdf[place:place] = pdf[other : other + 300]
    found = apart(answer, bytes(pdf), [made.chain()[1]], None)
    assert "refused" in found or "seal" in found
    json.dumps(found)


def test_the_child_imports_nothing_of_ours() -> None:
    source = Path(pdf_process.__file__).read_text(encoding="utf-8")
    assert "import xianjie" not in source
    assert "from xianjie" not in source


def test_pypdf_reads_the_same_attachment() -> None:
    held = PdfReader(io.BytesIO(made.sealed_certificate())).attachments
    assert held["credential.json"] == [made.CREDENTIAL.content]
