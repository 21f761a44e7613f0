"""``xianjie key``: the register's keys, present and past."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from xianjie.clock import CHINA
from xianjie.ops.cli.options import AS_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import acting, now, open_records
from xianjie.text import Lang, Text


@click.group()
def key() -> None:
    """签发密钥：列出、轮换、销毁 · The keys that sign: list, rotate, destroy."""


@key.command("list")
@LANG_OPTION
def list_(lang: Lang) -> None:
    """每把密钥的算法和期间 · Each key's algorithm and period."""
    open_records()
    from xianjie.domain.certificates.key_ring import load_ring

    for one in load_ring().keys:
        public = one.public
        since = _shown(public.valid_from) if public.valid_from else "—"
        until = _shown(public.valid_until) if public.valid_until else None
        period = Text(
            f"自 {since} 至 {until}" if until else f"自 {since} 起",
            f"from {since} until {until}" if until else f"from {since} on",
        )
        gone = Text("，私钥已销毁", ", private half destroyed") if one.pkcs8 is None else None
        tail = gone.in_(lang) if gone else ""
        click.echo(f"{public.id}  {public.public_key.algorithm}  {period.in_(lang)}{tail}")


@key.command()
@AS_OPTION
@click.option(
    "--algorithm",
    type=click.Choice(["Ed25519", "P-256", "SM2"]),
    required=True,
    help="哪一种密钥 · which kind",
)
@click.option(
    "--hours",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="几小时后启用，使在办的批次先办完 · when it begins, so that work under way ends before",
)
@LANG_OPTION
def rotate(username: str, algorithm: str, hours: float, lang: Lang) -> None:
    """换一把新密钥，旧的从那时起只用于核验 · A new key; the old one verifies on."""
    open_records()
    from xianjie.credentials.multikey import Algorithm
    from xianjie.domain.certificates.key_ring import rotate as rotate_key

    at = now()
    since = at + timedelta(hours=hours)
    ring = rotate_key(Algorithm(algorithm), by=acting(username), since=since, at=at)
    made = ring.keys[-1].public
    begins = _shown(since)
    words = Text(f"{made.id} 自 {begins} 起签发", f"{made.id} signs from {begins} on")
    click.echo(words.in_(lang))


@key.command()
@click.argument("method")
@AS_OPTION
@LANG_OPTION
def destroy(method: str, username: str, lang: Lang) -> None:
    """销毁已停用密钥的私钥 · Destroy the private half of a retired key."""
    open_records()
    from xianjie.domain.certificates.key_ring import destroy as destroy_key

    destroy_key(method, by=acting(username), at=now())
    click.echo(
        Text(
            f"{method} 的私钥已销毁，公钥仍在", f"{method} lost its private half, keeps its public"
        ).in_(lang)
    )


def _shown(at: datetime) -> str:
    """A moment as clocks in China have it."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
