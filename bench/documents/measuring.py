"""Rounds in which every document, with values never seen before, is timed beside a bare page."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import segno
import typst

from tests.documents import made
from xianjie.documents.batches import each_document
from xianjie.documents.glyphs import fonts_of, packaged_faces
from xianjie.documents.official import Named, qr
from xianjie.documents.pdf_process import answer
from xianjie.documents.photos import photo
from xianjie.documents.portraits import portrait
from xianjie.documents.seals import sealed
from xianjie.documents.skill_certificates import SkillCertificate, skill_certificate_document
from xianjie.text import Text

AIM = 15.0  # milliseconds of processor time for a certificate
_BARE = '#set text(font: "Noto Sans SC", lang: "zh")\n#set document(title: "0")\n职业'
_NUMBERS = count(1)
Act = Callable[[int], object]


def measure(rounds: int) -> dict[str, list[float]]:
    """Milliseconds of processor time, round by round, of each act."""
    with tempfile.TemporaryDirectory() as folder:
        acts = _acts(Path(folder))
        found: dict[str, list[float]] = {name: [] for name in acts}
        for place in range(rounds + 3):
            for name, act in acts.items():
                number = next(_NUMBERS)
                begun = time.process_time()
                act(number)
                spent = (time.process_time() - begun) * 1_000
                if place >= 3:  # the first rounds read fonts and fill caches
                    found[name].append(spent)
    return found


def _acts(folder: Path) -> dict[str, Act]:
    bare = folder / "bare.typ"
    bare.write_text(_BARE, encoding="utf-8")
    fonts = fonts_of(packaged_faces()[:1])
    pdf, key, chain = made.unsealed_certificate(), made.keys()[0], made.chain()
    whole, picture = made.sealed_certificate(), portrait(1)

    def page(number: int) -> object:
        return typst.compile(
            bare, font_paths=fonts, ignore_system_fonts=True, sys_inputs={"number": str(number)}
        )

    def batch(number: int) -> object:
        (one,) = each_document([_certificate(number)], skill_certificate_document)
        return one.pdf

    return {
        "一页空白 · a bare typst page": page,
        "等级证书 · skill certificate": batch,
        **{_NAMES[kind.name]: _document(kind) for kind in made.KINDS[1:]},
        "二维码 · its QR code": lambda number: qr(f"{made.CODE}{number}"),
        "二维码，segno 固定掩码 · the same by segno, mask fixed": lambda number: segno.make(
            f"{made.CODE}{number}", error="m", micro=False, mask=2, boost_error=False
        ),
        "照片 · photograph": lambda _: photo(picture),
        "电子签章 · seal": lambda _: sealed(pdf, key, chain, reason=made.REASON, at=made.AT),
        "核验签章 · check of a seal, imports aside": lambda _: answer(whole, [chain[1]], None),
    }


_NAMES = {
    "register extract": "登记摘录 · register extract",
    "written proof": "书面证明 · written proof",
    "check report": "核验报告 · check report",
}


def _document(kind: made.Kind) -> Act:
    def act(number: int) -> object:
        told = (
            {"subject": Text(f"证书 {number}", f"certificate {number}")}
            if kind.name == "check report"
            else {"holder": Named(f"李明{number}")}
        )
        return kind.document(kind.made(number=f"{number:016}", qr=f"{made.CODE}{number}", **told))

    return act


_ONE = made.certificate()


def _certificate(number: int) -> SkillCertificate:
    return replace(
        _ONE,
        number=f"S0000440000012{number:08}",
        holder=Named(f"李明{number}", f"LI Ming {number}"),
        qr=f"{made.CODE}{number}",
    )


def page(found: dict[str, list[float]], rounds: int) -> str:
    middles = {name: statistics.median(spent) for name, spent in found.items()}
    bare = next(iter(middles.values()))
    certificate = list(middles.values())[1]
    made_by = (
        f"由 `python -m bench.documents --write` 生成：{rounds} 轮，每轮每项一次，"
        "所填的值都是新的；处理器时间的中位数和最小值。\n\n"
        f"Written by `python -m bench.documents --write`: {rounds} rounds, each act once in each, "
        "with values never seen before; medians and least of processor time."
    )
    told = (
        f"等级证书每份 {certificate:.1f} ms（目标 · aim ≤ {AIM:.0f}），每核每秒 "
        f"{1_000 / certificate:.0f} 份 · a second and core."
    )
    lines = [
        "# 文件 · Documents",
        "",
        made_by,
        "",
        "| | ms | 最小 · least | 与空白页之比 · to the bare page |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {name} | {middles[name]:.1f} | {min(spent):.1f} | {middles[name] / bare:.1f} |"
            for name, spent in found.items()
        ),
        "",
        told,
        "",
    ]
    return "\n".join(lines)
