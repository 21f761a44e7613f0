"""The acceptance of exports: a certificate in every form, and each checked as a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import product

FORMS = ("json", "pdf", "single-proof", "vc-jwt", "rdfc")


@pytest.mark.slow  # a process for each; tests/certificates/test_exporting.py is the quick one
def test_every_form_is_exported_and_checked(own_province: Path, tmp_path: Path) -> None:
    listed = json.loads(
        product(own_province, "certificate", "list", "--limit", "1", "--format", "json")
    )
    number = listed[0]["number"]
    export = ("certificate", "export", number, "--format")
    for form in FORMS:
        given = ["--as", "centre"] if form in FORMS[3:] else []
        file = tmp_path / form
        product(own_province, *export, form, *given, "--output", str(file))
        told = product(own_province, "certificate", "verify", str(file))
        assert told.splitlines()[-1] == "有效", (form, told)
    assert "--as USER" in product(own_province, *export, "vc-jwt", status=2)
    assert product(own_province, *export, "rdfc", "--as", "candidate", status=2)
    token = tmp_path / "vc-jwt"
    header, payload, _ = token.read_text().split(".")
    token.write_text(f"{header}.{payload}.{'A' * 86}")
    assert "✗" in product(own_province, "certificate", "verify", str(token), status=1)
