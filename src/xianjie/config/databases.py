"""Which database holds the records: the embedded one, or PostgreSQL by ``XIANJIE_DATABASE_URL``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from xianjie.errors import XianjieError
from xianjie.text import Text


class WrongDatabase(XianjieError):
    """``XIANJIE_DATABASE_URL`` names no database that can be used."""


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of the database; raises `WrongDatabase`."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "xianjie.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    name = unquote(parts.path.strip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise WrongDatabase(
            Text(
                "XIANJIE_DATABASE_URL 应为 postgresql://用户:密码@主机:端口/库名；请改正，"
                "或取消设置以用嵌入式数据库",
                "XIANJIE_DATABASE_URL must be postgresql://user:password@host:port/name; mend it, "
                "or unset it to use the embedded database",
            )
        )
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.pop("host", ""),  # a folder is that of a socket
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
