"""The page of the score: how many slips of each kind, how many found, and those that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tools.mutate_law.judging import Judged
from xianjie.text import Text

_KINDS = {
    "rule": Text("去掉一条规则", "a rule dropped"),
    "precedence": Text("颠倒写明的优先", "a stated precedence turned round"),
    "outcome": Text("换一个结论", "another outcome"),
    "date": Text("日期早一天或晚一天", "a date a day earlier or later"),
    "comparison": Text("比较含不含当日", "a comparison with or without the day itself"),
    "option": Text("列出的值换、多、少一个", "a listed value other, one more, one less"),
    "yes or no": Text("是非颠倒", "yes for no"),
    "joint": Text("且或互换", "and for or, or for and"),
    "part": Text("去掉条件的一部分", "a part of a condition dropped"),
    "call": Text("所问的另一决定", "another decision asked wrongly"),
    "deadline": Text("随之而来的日期", "a date that follows"),
}
_HEAD = Text(
    "本页由 `python -m tools.mutate_law --write` 生成。对现行规则逐一作一处小错，再看 "
    "`tests/law/cards/` 中签名的情形能否发现；发现就是至少一个情形的结论、条款或日期不同。"
    "与原规则在全部特征上都相同的不算错，已逐一证明，列在最后。",
    "This page is written by `python -m tools.mutate_law --write`. One small slip at a time is "
    "made in the law in force, and the signed cases in `tests/law/cards/` must find it: at least "
    "one of them gets another outcome, other clauses or other dates. A change that is the same on "
    "every signature is no slip; each of those is proved to be so, and listed at the end.",
)


def mutation_page(judged: Mapping[str, Sequence[Judged]]) -> str:
    return "\n".join(_lines(judged)) + "\n"


def _lines(judged: Mapping[str, Sequence[Judged]]) -> Iterator[str]:
    yield "# 变异检验 · Mutation of the law\n"
    yield f"{_HEAD.zh}\n\n{_HEAD.en}\n"
    yield "| 小错 · slip | " + " | ".join(f"`{name}`" for name in judged) + " |"
    yield "|---|" + "---:|" * len(judged)
    for kind, words in _KINDS.items():
        of_kind = ([one for one in v if one.mutant.kind == kind] for v in judged.values())
        yield f"| {words.zh} · {words.en} | " + " | ".join(map(_share, of_kind)) + " |"
    yield "| 合计 · in all | " + " | ".join(_share(v) for v in judged.values()) + " |"
    yield from _listed(judged, "alive", Text("没有发现的", "Not found"))
    yield from _listed(judged, "equivalent", Text("不成其为错的", "No slips"))


def _share(verdicts: Sequence[Judged]) -> str:
    """Found of all that are slips."""
    real = [one for one in verdicts if one.verdict != "equivalent"]
    return f"{sum(one.verdict == 'found' for one in real)} / {len(real)}"


def _listed(judged: Mapping[str, Sequence[Judged]], verdict: str, title: Text) -> Iterator[str]:
    found = [one for v in judged.values() for one in v if one.verdict == verdict]
    yield f"\n## {title.zh} · {title.en}: {len(found)}\n"
    yield from (
        f"- `{one.mutant.source.id}` {one.mutant.where}: {one.mutant.what}" for one in found
    )
