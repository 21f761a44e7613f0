"""Unified social credit codes (统一社会信用代码): what is typed is put in order and checked.

By GB 32100-2015: 18 letters of an alphabet without I, O, S, V and Z; the ninth to the seventeenth
are the organisation's own code with the check letter of GB 11714, the last checks the whole.
"""

from __future__ import annotations

import re
import unicodedata

from xianjie.errors import XianjieError
from xianjie.text import Text

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WHOLE = 31
_OWN = 11
_OWN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
# Who registered it, by the first letter; the second tells what sort of organisation it is.
_REGISTRARS = {
    "1": Text("机构编制部门", "the office of public posts"),
    "2": Text("外交部门", "foreign affairs"),
    "3": Text("司法行政部门", "justice"),
    "4": Text("文化部门", "culture"),
    "5": Text("民政部门", "civil affairs"),
    "6": Text("旅游部门", "tourism"),
    "7": Text("宗教部门", "religious affairs"),
    "8": Text("工会", "the trade unions"),
    "9": Text("市场监管部门", "market regulation"),
    "A": Text("中央军委改革和编制办公室", "the army's office of posts"),
    "N": Text("农业部门", "agriculture"),
    "Y": Text("其他部门", "another department"),
}
_FORM = re.compile(f"[{''.join(_REGISTRARS)}][1-9][0-9]{{6}}[{_ALPHABET}]{{10}}")


class CreditCodeError(XianjieError, ValueError):
    """A code that no organisation can have."""


def credit_code(typed: str) -> str:
    """The code in its one form: full-width and small letters, spaces and hyphens are put right.

    Raises `CreditCodeError`, which names the rule and the fix.
    """
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if not code:
        raise _wrong("没有填写", "is missing")
    if _SCIENTIFIC.fullmatch(code):
        raise _wrong(
            "是科学记数，数字已丢失；请把单元格设为文本，重新填写",
            "was typed as a number and lost its digits; format the cell as text and type it again",
        )
    if len(code) != LENGTH:
        raise _wrong(
            f"应为 {LENGTH} 位，得到 {len(code)} 位", f"has {LENGTH} letters, not {len(code)}"
        )
    if strange := [letter for letter in code if letter not in _ALPHABET]:
        raise _wrong(
            f"不会有“{strange[0]}”：代码不用 I、O、S、V、Z；请核对是否应为 1、0、5、U、2",
            f"cannot have {strange[0]!r}: codes do without I, O, S, V and Z; it may be 1, 0, 5, U "
            "or 2",
        )
    if code[0] not in _REGISTRARS:
        raise _wrong(
            f"的第一位不能是“{code[0]}”：应为登记管理部门代码 1 至 9、A、N、Y",
            f"cannot begin with {code[0]!r}: the first letter is of who registered it, 1 to 9, A, "
            "N or Y",
        )
    if not _FORM.fullmatch(code):
        raise _wrong(
            "的第2位应为机构类别 1 至 9，第3至8位应为行政区划的六位数字",
            "has a class of 1 to 9 in its second place and the six digits of an area after it",
        )
    if own_check(code[8:16]) != code[16]:
        raise _wrong(
            "的第9至17位（主体标识码）校验不符，可能有一位填错；请核对证照",
            "has a wrong check letter in its seventeenth place (the organisation's own code), so "
            "a letter may be mistyped; look at the licence again",
        )
    if whole_check(code[:17]) != code[17]:
        raise _wrong(
            "的末位校验不符，可能有一位填错；请核对证照",
            "has a wrong check letter at its end, so a letter may be mistyped; look at the "
            "licence again",
        )
    return code


def own_check(first: str) -> str:
    """The ninth letter of an organisation's own code, by GB 11714."""
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(first, _OWN_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % _OWN]


def whole_check(first: str) -> str:
    """The eighteenth letter of a code after its seventeen, by GB 32100-2015."""
    total = sum(
        _ALPHABET.index(letter) * pow(3, place, _WHOLE) for place, letter in enumerate(first)
    )
    return _ALPHABET[-total % _WHOLE]


def registrar(code: str) -> Text:
    """Who registered the organisation, by its checked code."""
    return _REGISTRARS[code[0]]


def _wrong(zh: str, en: str) -> CreditCodeError:
    return CreditCodeError(Text(f"统一社会信用代码{zh}", f"the unified social credit code {en}"))
