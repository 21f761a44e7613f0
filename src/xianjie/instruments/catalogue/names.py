"""How two spellings of one name are recognised as the same."""

import unicodedata

_BRACKETS = "()[]{}<>〔〕【】〖〗「」『』〈〉《》⟨⟩"
_MIDDLE_DOTS = "·•‧∙⋅・"
_DASHES = "‐‑‒–—―−"
_SEPARATORS = ",;"

_FOLDING = str.maketrans(
    dict.fromkeys(_BRACKETS + _MIDDLE_DOTS, "")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SEPARATORS, "、")
)


def fold(name: str) -> str:
    """The key under which spellings meet: width, brackets, spaces, dots and case do not count.

    Two different names never share a key by accident of meaning: nothing is stemmed,
    abbreviated or dropped but marks of printing.
    """
    narrow = unicodedata.normalize("NFKC", name).casefold()
    return "".join(narrow.translate(_FOLDING).split()).replace("\ufeff", "").replace("\u200b", "")
