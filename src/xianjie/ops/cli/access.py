"""``xianjie access``: tokens by which programs use the API with a person's rights."""

from __future__ import annotations

import click

from xianjie.ops.cli.options import AS_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import acting, now, open_records
from xianjie.text import Lang, Text


@click.group()
def access() -> None:
    """接口令牌 · Tokens of the API."""


@access.command()
@AS_OPTION
@click.option("--name", required=True, metavar="NAME", help="令牌名称，以便撤销 · its name")
@click.option("--days", default=90, show_default=True, help="有效天数 · how long it lasts")
@LANG_OPTION
def token(username: str, name: str, days: int, lang: Lang) -> None:
    """签发令牌；只显示这一次 · Make a token, which is shown this once."""
    open_records()
    from xianjie.domain.access.tokens import make_token

    made, text = make_token(by=acting(username), name=name, days=days, at=now())
    told = Text(
        f"{username} 的令牌“{made.name}”，至 {made.expires_at:%Y-%m-%d} 有效，以后不再显示：",
        f"{username}'s token {made.name!r}, in force until {made.expires_at:%Y-%m-%d}; it is not "
        "shown again:",
    )
    click.echo(told.in_(lang), err=True)
    click.echo(text)


@access.command()
@AS_OPTION
@LANG_OPTION
def tokens(username: str, lang: Lang) -> None:
    """列出自己的令牌 · List one's own tokens."""
    open_records()
    from xianjie.domain.access.models import ApiToken

    at = now()
    for one in ApiToken.objects.filter(owner=acting(username).user).order_by("pk"):
        if one.revoked_at:
            state = Text(f"{one.revoked_at:%Y-%m-%d} 撤销", f"revoked {one.revoked_at:%Y-%m-%d}")
        elif one.expires_at <= at:
            state = Text("已过期", "expired")
        else:
            state = Text(f"至 {one.expires_at:%Y-%m-%d}", f"until {one.expires_at:%Y-%m-%d}")
        click.echo(f"{one.name}  {state.in_(lang)}")


@access.command()
@AS_OPTION
@click.option("--name", required=True, metavar="NAME", help="令牌名称 · its name")
@click.option(
    "--owner", metavar="USER", help="令牌的主人，缺省为办理人 · whose, one's own if left out"
)
@LANG_OPTION
def revoke(username: str, name: str, owner: str | None, lang: Lang) -> None:
    """撤销令牌，立即生效 · Revoke a token, at once."""
    open_records()
    from xianjie.domain.access.tokens import revoke_token

    found = revoke_token(by=acting(username), owner=owner or username, name=name, at=now())
    click.echo(Text(f"已撤销“{found.name}”", f"{found.name!r} is revoked").in_(lang))
