"""The reference of the command line: the help of every command, as it prints it."""

from collections.abc import Iterator

import click

from tools.lawdocs.markup import page
from xianjie.ops.cli import xianjie

_WIDTH = 100


def command_line_page() -> str:
    return page(
        "# 命令行 · Command line",
        "本页是各命令 `--help` 的输出。值的写法：`true`/`false`，日期 `2020-09-04`，已知为无用 "
        "`none`，枚举名，职业名。结论写到标准输出，消息写到标准错误。",
        "This page is what each command prints with `--help`. Values: `true`/`false`, days as "
        "`2020-09-04`, `none` for known to be absent, enum names, occupation names. Answers go to "
        "standard output, messages to standard error.",
        "退出码 · Exit status: `0` 已答复，未决也是 0 · answered, also when open; `1` 检查不通过，"
        "或批量中有误行 · a check that fails, or bad lines in a batch; `2` 输入有误，消息指明字段、"
        "规则和改法 · bad input: the message names the field, the rule and the fix.",
        *_sections(xianjie, None, "xianjie"),
    )


def _sections(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    settings = {**command.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = click.Context(command, parent, name, **settings)
    yield f"## {context.command_path}"
    yield f"```text\n{_trimmed(command.get_help(context))}\n```"
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            found = command.get_command(context, part)
            if found is not None:
                yield from _sections(found, context, part)


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())
