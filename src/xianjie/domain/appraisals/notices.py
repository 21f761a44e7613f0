"""The exit notice that a candidate reads before registering (252/2.1.2): its text has a version."""

from __future__ import annotations

from dataclasses import dataclass

from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class ExitNotice:
    """A version, named by the day from which it is shown, and what it says."""

    version: str
    paragraphs: tuple[Text, ...]


NOTICE = ExitNotice(
    "2020-09-04",
    (
        Text(
            "你报考的职业将退出国家职业资格目录。退出之后，不再由政府部门鉴定，改由备案的用人单位和社会"
            "培训评价组织评价，颁发职业技能等级证书。",
            "The occupation you register for leaves the national catalogue of qualifications. From "
            "then on government no longer appraises it; employers and organisations that are filed "
            "for it evaluate and issue certificates of skill level.",
        ),
        Text(
            "退出之前按规定鉴定合格所发的职业资格证书，退出之后继续有效。",
            "A certificate rightly issued before the exit stays valid after it.",
        ),
        Text(
            "退出之后不再补发、换发职业资格证书；遗失或有误的，可申请书面证明。",
            "After the exit certificates are neither reissued nor exchanged; for one that is lost "
            "or wrong there is a written proof.",
        ),
    ),
)
