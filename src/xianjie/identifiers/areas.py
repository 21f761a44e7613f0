"""Areas by GB/T 2260: the province and its prefectures.

Counties are told apart by their codes, which the records hold; their names are not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xianjie.errors import XianjieError
from xianjie.text import Text

_PROVINCE = "440000"
_NAMES = {
    "440000": ("广东省", "Guangdong"),
    "440100": ("广州市", "Guangzhou"),
    "440200": ("韶关市", "Shaoguan"),
    "440300": ("深圳市", "Shenzhen"),
    "440400": ("珠海市", "Zhuhai"),
    "440500": ("汕头市", "Shantou"),
    "440600": ("佛山市", "Foshan"),
    "440700": ("江门市", "Jiangmen"),
    "440800": ("湛江市", "Zhanjiang"),
    "440900": ("茂名市", "Maoming"),
    "441200": ("肇庆市", "Zhaoqing"),
    "441300": ("惠州市", "Huizhou"),
    "441400": ("梅州市", "Meizhou"),
    "441500": ("汕尾市", "Shanwei"),
    "441600": ("河源市", "Heyuan"),
    "441700": ("阳江市", "Yangjiang"),
    "441800": ("清远市", "Qingyuan"),
    "441900": ("东莞市", "Dongguan"),
    "442000": ("中山市", "Zhongshan"),
    "445100": ("潮州市", "Chaozhou"),
    "445200": ("揭阳市", "Jieyang"),
    "445300": ("云浮市", "Yunfu"),
}


class UnknownArea(XianjieError, ValueError):
    """No area here has this code or name."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its six digits and its name."""

    code: str
    name: Text


def area(code: str) -> Area:
    """The area of a code, a county being told by its prefecture; raises `UnknownArea`."""
    for known in (code, f"{code[:4]}00"):
        if known in _NAMES and len(code) == len(known):
            return Area(code, Text(*_NAMES[known]))
    raise UnknownArea(
        Text(
            f"没有代码为 {code!r} 的地区；请用六位行政区划代码，如 440100",
            f"no area has the code {code!r}; use the six digits of GB/T 2260, such as 440100",
        )
    )


@cache
def prefectures() -> tuple[Area, ...]:
    """The 21 prefectures, by code."""
    return tuple(Area(code, Text(*name)) for code, name in _NAMES.items() if code != _PROVINCE)


def prefecture_of(code: str) -> Area:
    """The prefecture in which an area lies; raises `UnknownArea` for the province."""
    found = area(f"{code[:4]}00")
    if found.code == _PROVINCE:
        raise UnknownArea(Text(f"{code} 不在任何地市之内", f"{code} lies in no prefecture"))
    return found


def contains(upper: str, lower: str) -> bool:
    """Whether one area lies within another, or is it: 440000 has 440100, which has 440106."""
    while upper.endswith("00"):
        upper = upper[:-2]
    return lower.startswith(upper)


def named(words: str) -> Area | None:
    """The area of that name, with or without 省 or 市; None where there is none."""
    wanted = words.strip().casefold()
    for code, (zh, en) in _NAMES.items():
        if wanted in {zh, zh.rstrip("省市"), en.casefold()}:
            return Area(code, Text(zh, en))
    return None
