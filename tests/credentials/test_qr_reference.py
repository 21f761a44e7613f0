"""The page on the format of QR codes says what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.credentials.made import AT
from xianjie.credentials.compact import DOCUMENTS, KINDS
from xianjie.credentials.cose import Claim, read_claims, read_text
from xianjie.credentials.did import VerificationKey
from xianjie.credentials.multikey import Algorithm, decode_multikey

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "qr.md").read_text("utf-8")
LATER = AT.replace(year=2021)


def test_the_examples_are_signed_and_hold_what_is_written() -> None:
    keys = {
        method: VerificationKey(method, method.partition("#")[0], decode_multikey(multikey))
        for method, multikey in re.findall(r"^(did:web:\S+#key-\d) (z\w+)$", PAGE, re.MULTILINE)
    }
    addresses = re.findall(r"^https://register\.example/verify/offline#\d+$", PAGE, re.MULTILINE)
    written = json.loads(PAGE.partition("```json\n")[2].partition("```")[0])
    algorithms = []
    for address in addresses:
        data = read_text(address)
        assert f"{len(data)} bytes" in PAGE
        read = read_claims(data, keys.get, LATER)
        assert {str(int(claim)): value for claim, value in read.claims.items()} == written
        algorithms.append(keys[read.method].public_key.algorithm)
    assert algorithms == [Algorithm.ED25519, Algorithm.SM2]


def test_every_claim_and_number_is_told() -> None:
    table = PAGE.partition("## 键 · Keys")[2].partition("## 例")[0]
    told = {
        int(number)
        for cell in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
        for number in cell.split(",")
    }
    assert told == set(map(int, Claim))
    for key, numbers in ((11, KINDS), (21, DOCUMENTS)):
        row = re.search(rf"^\| {key} \| (.*?) \|", table, re.MULTILINE)
        assert row
        assert list(map(int, re.findall(r"(?:^|[：，])\s*(\d) ", row.group(1)))) == sorted(
            numbers.values()
        )
