"""Receipts: an answer written down so that anybody can compute it again and see what differs.

A receipt holds the case, the choices, the version of the rules and the answer, with three SHA-256
sums over canonical JSON: of the facts, of the explanation (the trace) and of the receipt itself.
It says what was answered, not who answered: a sum is no signature.
"""

from xianjie.law.receipts.checking import Checked, check
from xianjie.law.receipts.files import LARGEST, DamagedReceipt, from_text, to_text
from xianjie.law.receipts.making import FORMAT, Receipt, canonical, receipt, sha256

__all__ = [
    "FORMAT",
    "LARGEST",
    "Checked",
    "DamagedReceipt",
    "Receipt",
    "canonical",
    "check",
    "from_text",
    "receipt",
    "sha256",
    "to_text",
]
