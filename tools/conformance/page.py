"""The page of the docs that keeps what was found, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.conformance.badges import Validated
from tools.conformance.suites import Result

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "conformance.md"
_OPENING = """\
# 符合性 · Conformance

本页由 `make conformance SUITES=目录` 写成。W3C 各套件的测试未经改动，通过 HTTPS 访问以 \
`XIANJIE_VC_API=1` 提供服务的本产品（它的网址、中间件和视图）；1EdTech 的 JSON Schema 核对演示省\
的每一份签名文件。有一项失败，命令以 1 结束。

This page is written by `make conformance SUITES=DIR`. The tests of W3C's suites, unchanged, ask \
the product over HTTPS, served as it is with `XIANJIE_VC_API=1` (its addresses, middleware and \
views); 1EdTech's JSON schema checks every signed document of the demonstration. One failure \
ends it with status 1.
"""
_SCOPE = """\
声明支持的签名套件：`eddsa-jcs-2022`、`eddsa-rdfc-2022`、`ecdsa-jcs-2019`、`ecdsa-rdfc-2019`\
（P-256），以及 VC-JWT（EdDSA）；P-384 和 `ecdsa-sd-2023` 没有实现，不声明，套件不问。SM2 的两个\
套件没有国际的测试；由 `tests/credentials/test_peers.py` 用另外的实现双向核验。套件自带的身份\
（`did:example`、测试向量的签发者）和上下文由 `tools/conformance/serving.py` 补上，产品不认识它\
们。

Declared: `eddsa-jcs-2022`, `eddsa-rdfc-2022`, `ecdsa-jcs-2019`, `ecdsa-rdfc-2019` (P-256) and \
VC-JWT (EdDSA). P-384 and `ecdsa-sd-2023` are not built, not declared and not asked for. No \
international test knows the two suites of SM2: `tests/credentials/test_peers.py` checks them \
with other implementations, both ways. The identities that only the suites know (`did:example`, \
the issuer of the test vectors) and their contexts are added by `tools/conformance/serving.py`; \
the product does not know them.
"""
_AGAIN = """\
## 重做 · To repeat

目录里放各套件的副本，各自 `npm install` 过（`vc-test-suite-implementations` 和 \
`data-integrity-test-suite-assertion` 两个依赖在 GitHub，不在 npm；可以先取下副本，在 \
`package.json` 里改为 `file:`）；`openbadgeslib` 的源码包解开在旁边；`resources/` 里放套件引用的\
两份文件，文件名是网址，`/` 写作 `%2F`，`:` 写作 `%3A`：1.1 版的上下文，和 2.0 版上下文在 \
2024-07-20 的文本（w3c/vc-data-model 的提交 8d0ee107）：有一套件写死了它的摘要。什么也不联网取\
得。

DIR holds copies of the suites, each after `npm install` (two of their dependencies, \
`vc-test-suite-implementations` and `data-integrity-test-suite-assertion`, are on GitHub and not \
on npm: take copies and name them with `file:` in `package.json`); beside them the source \
distribution of `openbadgeslib`, unpacked; and in `resources/` two documents that the suites \
refer to, named by their addresses with `%2F` for `/` and `%3A` for `:`: the context of version \
1.1, and that of 2.0 as it was on 2024-07-20 (commit 8d0ee107 of w3c/vc-data-model), whose \
digest one suite has written into it. Nothing is fetched.

    make conformance SUITES=DIR
"""


def page(results: Sequence[Result], badges: Validated | None) -> str:
    return "\n".join(
        [
            _OPENING,
            *table(results),
            "",
            _SCOPE,
            *_left_out(results),
            *([] if badges is None else _badges(badges)),
            _AGAIN,
        ]
    )


def table(results: Sequence[Result]) -> list[str]:
    return [
        "| 套件 · suite | 版本 · version | 通过 · passed | 失败 · failed | 不适用 · left out |",
        "| --- | --- | ---: | ---: | ---: |",
        *(
            f"| {one.suite} | {one.version} | {one.passed} | {len(one.failed)} "
            f"| {len(one.left_out)} |"
            for one in results
        ),
    ]


def badges_line(found: Validated) -> str:
    """How many documents are as the schema says, by kind."""
    counts = "，".join(f"{kind} {count}" for kind, count in sorted(found.valid.items()))
    return f"| {counts} | {len(found.failed)} |"


def _left_out(results: Sequence[Result]) -> Iterator[str]:
    yield "## 不适用的 · Not applicable\n"
    yield "| 测试 · test | 原因 · reason |\n| --- | --- |"
    for result in results:
        for title, reason in result.left_out:
            yield f"| {' '.join(title.split())} | {reason.zh} · {reason.en} |"
    yield ""


def _badges(found: Validated) -> list[str]:
    return [
        "## Open Badges 3.0\n",
        (
            f"`ob_v3p0_achievementcredential_schema.json`（{found.source}），SHA-256 "
            f"`{found.sha256}`\n"
        ),
        "| 符合 · valid | 不符 · invalid |",
        "| --- | ---: |",
        badges_line(found),
        "",
    ]
