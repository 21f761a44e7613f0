"""What the codes inside certificate numbers stand for, as far as our sources say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from xianjie.text import Text


class Confidence(StrEnum):
    """How well a fact is borne out."""

    HIGH = "H"  # official, or two sources
    MEDIUM = "M"  # one source
    UNVERIFIED = "U"  # never to be shown as a fact


class BodyKind(IntEnum):
    """Position 7 of a qualification certificate's number: the kind of body."""

    GUIDANCE_CENTRE = 0
    NATIONAL_INSTITUTE = 1
    LOCAL_STATION = 2
    INDUSTRY_STATION = 3
    WORKERS_COMMITTEE = 4

    @property
    def label(self) -> Text:
        return _BODY_KINDS[self]


_BODY_KINDS = {
    0: Text("职业技能鉴定指导中心", "guidance centre"),
    1: Text("国家职业技能鉴定所", "national appraisal institute"),
    2: Text("地方职业技能鉴定站", "local appraisal station"),
    3: Text("行业职业技能鉴定站", "industry appraisal station"),
    4: Text("工人考核委员会或企业内鉴定", "workers' assessment committee, or in-enterprise"),
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A province or State Council department of positions 3 and 4 of a qualification number."""

    code: str
    name: Text
    confidence: Confidence

    @property
    def meaning(self) -> Text:
        """The name where it is borne out; else that it is not."""
        if self.confidence is not Confidence.UNVERIFIED:
            return self.name
        return Text(
            f"未经核实（有材料称为{self.name.zh}），不作依据",
            f"unverified (said to be {self.name.en}), not to be relied on",
        )


_LISTED = (
    Authority("10", Text("江苏省", "Jiangsu"), Confidence.HIGH),
    Authority("72", Text("烟草行业", "the tobacco industry"), Confidence.HIGH),
    Authority("19", Text("广东省", "Guangdong"), Confidence.UNVERIFIED),
)
# A list of its own, not GB/T 2260; the whole of it is in none of our sources.
AUTHORITIES = {one.code: one for one in _LISTED}

# GB/T 2260: the first two digits of an area.
PROVINCES = {
    "11": Text("北京市", "Beijing"),
    "12": Text("天津市", "Tianjin"),
    "13": Text("河北省", "Hebei"),
    "14": Text("山西省", "Shanxi"),
    "15": Text("内蒙古自治区", "Inner Mongolia"),
    "21": Text("辽宁省", "Liaoning"),
    "22": Text("吉林省", "Jilin"),
    "23": Text("黑龙江省", "Heilongjiang"),
    "31": Text("上海市", "Shanghai"),
    "32": Text("江苏省", "Jiangsu"),
    "33": Text("浙江省", "Zhejiang"),
    "34": Text("安徽省", "Anhui"),
    "35": Text("福建省", "Fujian"),
    "36": Text("江西省", "Jiangxi"),
    "37": Text("山东省", "Shandong"),
    "41": Text("河南省", "Henan"),
    "42": Text("湖北省", "Hubei"),
    "43": Text("湖南省", "Hunan"),
    "44": Text("广东省", "Guangdong"),
    "45": Text("广西壮族自治区", "Guangxi"),
    "46": Text("海南省", "Hainan"),
    "50": Text("重庆市", "Chongqing"),
    "51": Text("四川省", "Sichuan"),
    "52": Text("贵州省", "Guizhou"),
    "53": Text("云南省", "Yunnan"),
    "54": Text("西藏自治区", "Tibet"),
    "61": Text("陕西省", "Shaanxi"),
    "62": Text("甘肃省", "Gansu"),
    "63": Text("青海省", "Qinghai"),
    "64": Text("宁夏回族自治区", "Ningxia"),
    "65": Text("新疆维吾尔自治区", "Xinjiang"),
    "71": Text("台湾省", "Taiwan"),
    "81": Text("香港特别行政区", "Hong Kong"),
    "82": Text("澳门特别行政区", "Macao"),
}
