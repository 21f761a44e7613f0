"""The demonstration's certificates and written proofs against the JSON schema of Open Badges 3.0.

1EdTech's schema comes with the source distribution of `openbadgeslib`, among its tests; its wheel,
which the product depends on for the contexts, leaves it out.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jsonschema_rs

SCHEMA = "openbadgeslib-*/tests/fixtures/ob_schemas/ob_v3p0_achievementcredential_schema.json"
KINDS = ("SkillLevelCertificate", "QualificationCertificate", "WrittenProof")
_LEFT = "化工总控工"  # an occupation that left the catalogue, so a proof takes the paper's place
_WHEN_PROVED = "2021-03-01"
_CONTENTS = (
    "SELECT content FROM certificates_credential UNION ALL SELECT content FROM certificates_proof"
)


@dataclass(frozen=True)
class Validated:
    """How many of each kind are as the schema says, what is wrong with the others, its digest."""

    source: str
    sha256: str
    valid: Counter[str]
    failed: list[str]


def validate(schema: Path) -> Validated:
    """Every signed document of a demonstration that is made for it."""
    data = schema.read_bytes()
    validator = jsonschema_rs.validator_for(json.loads(data))
    valid: Counter[str] = Counter()
    failed = []
    for content in _contents():
        told = json.loads(content)
        errors = [
            f"{list(one.instance_path)}: {one.message}" for one in validator.iter_errors(told)
        ]
        if errors:
            failed.append(f"{told['id']}: {errors[0][:300]}")
        else:
            valid[next(kind for kind in KINDS if kind in told["type"])] += 1
    return Validated(schema.parents[3].name, hashlib.sha256(data).hexdigest(), valid, failed)


def _contents() -> list[str]:
    with tempfile.TemporaryDirectory() as home:
        _demonstrate(Path(home))
        connection = sqlite3.connect(Path(home) / "xianjie.sqlite3")
        try:
            return [content for (content,) in connection.execute(_CONTENTS)]
        finally:
            connection.close()


def _demonstrate(home: Path) -> None:
    """The demonstration's province, with a written proof of one of its old certificates."""
    later = {**os.environ, "XIANJIE_HOME": str(home), "XIANJIE_NOW": _WHEN_PROVED}

    def xianjie(*arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("xianjie")), *arguments]
        ran = subprocess.run(command, env=later, check=True, capture_output=True, text=True)
        return ran.stdout

    xianjie("demo", "--no-serve")
    with (home / "demo" / "old-register.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(one for one in csv.DictReader(file) if one["职业（工种）"] == _LEFT)
    paper = home / "identity.png"
    paper.write_bytes(b"\x89PNG\r\n\x1a\n")
    told = xianjie(
        "proof", "apply", row["证书编号"], "--as", "centre", "--reason", "lost",
        "--document-number", row["证件号码"], "--attach", f"identity={paper}",
    )  # fmt: skip
    (application,) = re.findall(r"\d+", told)[:1]
    xianjie("proof", "review", application, "--as", "centre-b")
    xianjie("proof", "approve", application, "--as", "centre")
