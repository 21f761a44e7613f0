"""Options that several groups of commands have."""

from __future__ import annotations

import click

AS_OPTION = click.option(
    "--as", "username", required=True, metavar="USER", help="办理人 · who acts"
)
FORM_OPTION = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
