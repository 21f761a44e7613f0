"""Which prefectures lie beside each other on land, by the first four digits of their codes."""

from __future__ import annotations

from enum import IntEnum

from xianjie.text import Text

_BESIDE = {
    "4401": "4402 4406 4413 4418 4419 4420",
    "4402": "4401 4413 4416 4418",
    "4403": "4413 4419",
    "4404": "4407 4420",
    "4405": "4451 4452",
    "4406": "4401 4407 4412 4418 4420 4453",
    "4407": "4404 4406 4417 4420 4453",
    "4408": "4409",
    "4409": "4408 4417 4453",
    "4412": "4406 4418 4453",
    "4413": "4401 4402 4403 4415 4416 4419",
    "4414": "4415 4416 4451 4452",
    "4415": "4413 4414 4416 4452",
    "4416": "4402 4413 4414 4415",
    "4417": "4407 4409 4453",
    "4418": "4401 4402 4406 4412",
    "4419": "4401 4403 4413",
    "4420": "4401 4404 4406 4407",
    "4451": "4405 4414 4452",
    "4452": "4405 4414 4415 4451",
    "4453": "4406 4407 4409 4412 4417",
}


class Nearness(IntEnum):
    """How near one area is to another, the nearest first."""

    SAME_COUNTY = 0
    SAME_PREFECTURE = 1
    BESIDE = 2
    ELSEWHERE = 3

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Nearness.SAME_COUNTY: Text("同区县", "the same county"),
    Nearness.SAME_PREFECTURE: Text("同市", "the same prefecture"),
    Nearness.BESIDE: Text("邻市", "a neighbouring prefecture"),
    Nearness.ELSEWHERE: Text("本省其他市", "elsewhere in the province"),
}


def beside(prefecture: str) -> frozenset[str]:
    """The prefectures beside one, as their first four digits; none where they are not known."""
    return frozenset(_BESIDE.get(prefecture[:4], "").split())


def nearness(one: str, other: str) -> Nearness:
    """How near two areas are, by their six digits."""
    if one == other and not one.endswith("00"):  # of a prefecture the county is not known
        return Nearness.SAME_COUNTY
    if one[:4] == other[:4]:
        return Nearness.SAME_PREFECTURE
    return Nearness.BESIDE if other[:4] in beside(one) else Nearness.ELSEWHERE
