"""``xianjie demo`` and ``xianjie serve``: the portal and the API on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import click

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.ops.cli.speaking import language
from xianjie.text import Text
from xianjie.tlog.entries import is_trial

_PORT = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
_HOST = "127.0.0.1"


class CannotServe(XianjieError):
    """The server cannot be started as asked."""


@click.command()
@click.option("--no-serve", is_flag=True, help="只备数据，不启动 · build the data, do not serve")
@_PORT
def demo(*, no_serve: bool, port: int) -> None:
    """演示：缺数据则先生成，再启动服务 · Demonstration data if missing, then serve."""
    from xianjie.ops import demo as demonstration

    home = _home()
    built = demonstration.build(home)
    is_set = clock.demonstration_day() is not None
    os.environ.setdefault(clock.VARIABLE, demonstration.DAY.isoformat())
    day = clock.today()
    state = Text("已生成", "built") if built else Text("已存在", "already there")
    _say(f"演示数据{state.zh}：{home / 'demo'}", f"demonstration data {state.en}: {home / 'demo'}")
    _say(
        f"演示时钟停在 {day}；页面上可以改到别的日子",
        f"the demonstration lives on {day}; the page can move it to another day",
    )
    if not (home / "xianjie.sqlite3").exists():
        _say(
            "正在生成演示省，约半分钟 ……", "making the demonstration's province, half a minute ..."
        )
    made = demonstration.build_records(home)
    _say(
        f"演示省：{made.bodies} 个单位、{made.exams} 场考试、{made.registrations:,} 项报名",
        f"the province has {made.bodies} bodies, {made.exams} exams, "
        f"{made.registrations:,} registrations",
    )
    _tell_accounts()
    if not is_set:  # else other commands live on that day as well
        _say(
            f"其他命令仍以真实日期为今天；要与页面同一天，请设 {clock.VARIABLE}={day}",
            f"to other commands today is the real day; set {clock.VARIABLE}={day} for that of "
            "the pages",
        )
    if not no_serve:
        _serve(port)


@click.command()
@_PORT
def serve(port: int) -> None:
    """启动门户与接口 · Serve the portal and the API."""
    _home()
    clock.today()  # a clock set wrongly is said now, not on the first page
    from xianjie.ops.records import open_records

    open_records(make=True)
    _tell_of_trial()
    _serve(port)


def _tell_of_trial() -> None:
    """A service on real days with a demonstration's log would be watched as one."""
    from django.conf import settings

    if is_trial(settings.LOG_ORIGIN) and clock.demonstration_day() is None:
        _say(
            f"公开日志叫 {settings.LOG_ORIGIN}，是演示的名称；正式使用请设 XIANJIE_LOG_ORIGIN",
            f"the public log is {settings.LOG_ORIGIN}, a demonstration's; set XIANJIE_LOG_ORIGIN "
            "for a real one",
        )


def _tell_accounts() -> None:
    """The demonstration's accounts, as its login page lists them."""
    from xianjie.domain.accounts import demonstrating

    lang = language()
    _say(
        f"演示账号（密码都是 {demonstrating.PASSWORD}，登录页也有）：",
        f"accounts of the demonstration (the password of all is {demonstrating.PASSWORD}):",
    )
    for one in demonstrating.accounts():
        click.echo(f"  {one.username:<16}{one.role.in_(lang)}  {one.body}", err=True)


def _serve(port: int) -> None:
    _require_free(port)
    _say(
        f"打开 http://{_HOST}:{port}/ （接口文档 /api/v1/docs；按 Ctrl+C 停止）",
        f"open http://{_HOST}:{port}/ (API documents at /api/v1/docs; Ctrl+C stops it)",
    )
    if os.environ.get("XIANJIE_VC_API") == "1":
        _say(
            "测试用的 VC-API 已打开（/vc-api/）：它给什么签什么，不要用于在用的登记册",
            "the VC-API for tests is open (/vc-api/): it signs whatever it is given; never open "
            "it where a register is kept",
        )
    sys.stderr.flush()
    keeper = [sys.executable, "-m", "xianjie.ops.keeping", str(os.getpid())]
    subprocess.Popen(keeper, start_new_session=True)  # noqa: S603 - our own module
    server = [sys.executable, "-m", "gunicorn", "xianjie.config.wsgi:application"]
    options = [
        "--bind",
        f"{_HOST}:{port}",
        "--worker-class=gthread",
        "--workers=1",
        "--threads=8",
        "--log-level=warning",
        "--no-control-socket",
    ]
    os.execv(sys.executable, [*server, *options])  # noqa: S606 - our own arguments, no shell


def _home() -> Path:
    home = Path(os.environ.get("XIANJIE_HOME", "var")).resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotServe(
            Text(
                f"XIANJIE_HOME：不能使用 {home}（{error.strerror}）；请改设为可写的文件夹",
                f"XIANJIE_HOME: cannot use {home} ({error.strerror}); set it to a writable folder",
            )
        ) from error
    os.environ["XIANJIE_HOME"] = str(home)
    return home


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise CannotServe(
                Text(
                    f"--port：{port} 已被占用或不可用；请用 --port 换一个",
                    f"--port: {port} is in use or not allowed; choose another with --port",
                )
            ) from error


def _say(zh: str, en: str) -> None:
    click.echo(Text(zh, en).in_(language()), err=True)
