"""The command line ``xianjie``: one entry point, a module per group of commands.

Exit status: 0 answered, 1 answered but not all is well (a check that fails, bad lines in a batch),
2 bad input. Messages for people go to standard error, answers to standard output.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from xianjie.errors import XianjieError
from xianjie.ops.cli.refusing import in_our_words
from xianjie.ops.cli.speaking import language

# Modules are imported when their command runs: start-up time is part of the experience.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "catalogue": ("xianjie.ops.cli.catalogue", "查职业目录 · The catalogue of occupations"),
    "notice": ("xianjie.ops.cli.notice", "读通知附件 · Read and check a notice's annex"),
    "decide": (
        "xianjie.ops.cli.decide",
        "就一个或一批情形求结论 · Answer one case or a file of cases",
    ),
    "receipt": ("xianjie.ops.cli.receipt", "核对回执 · Check a receipt"),
    "law": ("xianjie.ops.cli.law", "看规则、证规则、比规则 · Show, prove and compare the rules"),
    "supervise": (
        "xianjie.ops.cli.supervise",
        "监管指标：查违规、突击发证 · Indicators of irregular and rushed issuing",
    ),
    "access": ("xianjie.ops.cli.access", "接口令牌：签发、列出、撤销 · Tokens of the API"),
    "audit": ("xianjie.ops.cli.audit", "审计日志：封存、核验 · Seal and verify the audit log"),
    "messages": (
        "xianjie.ops.cli.messages",
        "消息：发送、催告 · Deliver messages, remind the silent",
    ),
    "ledger": ("xianjie.ops.cli.ledger", "核对账目 · Check the books"),
    "evaluation": (
        "xianjie.ops.cli.evaluation",
        "等级认定：计划、预检、报告 · Level certification: plans, checks, reports",
    ),
    "certificate": (
        "xianjie.ops.cli.certificate",
        "证书：登记册、核发、核验 · The register, issuing, checking",
    ),
    "cohort": (
        "xianjie.ops.cli.cohort",
        "学生与学徒：取证覆盖、预警 · Students and apprentices: coverage, warnings",
    ),
    "linkage": (
        "xianjie.ops.cli.linkage",
        "等级与职业名称的对应 · Old levels and occupations as they are today",
    ),
    "proof": ("xianjie.ops.cli.proof", "补证与书面证明 · Replacement and written proof"),
    "log": ("xianjie.ops.cli.log", "公开日志：封存、证明、核验、关注 · The public log"),
    "witness": ("xianjie.ops.cli.witness", "见证方：会签日志的检查点 · A witness of logs"),
    "filing": (
        "xianjie.ops.cli.filing",
        "备案机构：某日的状态、历史、提醒 · Filed organisations as of any day",
    ),
    "key": ("xianjie.ops.cli.key", "签发密钥：列出、轮换、销毁 · The keys that sign"),
    "webhooks": ("xianjie.ops.cli.webhooks", "推送：发送 · Webhooks: send what waits"),
    "decisions": ("xianjie.ops.cli.decisions", "重算已作的决定 · Replay stored decisions"),
    "demo": (
        "xianjie.ops.cli.serving",
        "演示：备好数据并启动 · Demonstration: build data and serve",
    ),
    "serve": ("xianjie.ops.cli.serving", "启动服务 · Serve the portal and the API"),
    "completion": ("xianjie.ops.cli.completion", "命令补全脚本 · Shell completion script"),
}


class _Commands(click.Group):
    def make_context(self, *arguments: Any, **named: Any) -> click.Context:  # noqa: ANN401 - click's own
        with in_our_words():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        with in_our_words():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command = getattr(importlib.import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx  # without importing the commands' modules
        with formatter.section("命令 · Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in _COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="XIANJIE_LANG=en 使提示改用英文 · XIANJIE_LANG=en turns messages to English",
)
@click.version_option(package_name="xianjie")
def xianjie() -> None:
    """衔接：从职业资格到职业技能等级 · From qualifications to skill levels.

    Xianjie: what the notices of 2020 mean for an occupation, an exam, a candidate, a certificate.

    \b
    例 · Examples
      xianjie catalogue show 电工
      xianjie decide replacement --fact occupation=电工 --fact requested_on=2021-02-01
      xianjie law show candidate-option --lang en
    """


def main(arguments: list[str] | None = None) -> Any:  # noqa: ANN401 - click's own
    """Run the command line; bad input ends with status 2 and a message that says how to mend it."""
    try:
        return xianjie.main(args=arguments, prog_name="xianjie")
    except XianjieError as error:
        lang = language(sys.argv[1:] if arguments is None else arguments)
        click.echo(f"xianjie: {error.in_(lang)}", err=True)
        sys.exit(2)
