"""``xianjie completion``: a script that makes the shell complete our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """打印补全脚本 · Print the completion script.

    \b
    bash:  xianjie completion bash > ~/.local/share/bash-completion/completions/xianjie
    zsh:   xianjie completion zsh > ~/.zfunc/_xianjie
    fish:  xianjie completion fish > ~/.config/fish/completions/xianjie.fish
    """
    from xianjie.ops.cli import xianjie

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(shell)
    click.echo(kind(xianjie, {}, "xianjie", "_XIANJIE_COMPLETE").source())
