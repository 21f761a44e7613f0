"""The table of roles as a page: what each role may do, where, and in which states."""

from __future__ import annotations

from collections.abc import Iterator

from xianjie.domain.accounts.roles import TABLE, Effect, Grant, Role, Scope

_SCOPES = {
    Scope.OWN: "本人 · one's own",
    Scope.BODY: "本单位 · the body's",
    Scope.SEAT: "本级 · its own level's",
    Scope.AREA: "本辖区 · the area's",
    Scope.ALL: "全部 · all",
}
_HEAD = (
    "# 角色与权限 · Roles and what they may do\n\n"
    "由 `python -m tools.lawdocs` 从 `xianjie.domain.accounts.roles.TABLE` 生成；"
    "程序、测试和本页读的是同一张表。表中没有的一律拒绝；不在范围内的对象，答复与不存在的一样。"
    "“遮盖”是看得见，但个人信息遮去大半。\n\n"
    "Generated from `xianjie.domain.accounts.roles.TABLE`; the code, the tests and this page read "
    "the same table. What is not in it is denied; an object out of reach is answered as one that "
    "does not exist. Masked is seen with most of its personal data covered.\n"
)


def roles_page() -> str:
    return _HEAD + "".join(f"\n{part}" for part in _parts())


def _parts() -> Iterator[str]:
    for role in Role:
        yield f"## {role.label.zh} · {role.label.en} `{role.value}`\n"
        yield (
            "| 动作 · verb | 范围 · scope | | 状态 · states |\n| --- | --- | --- | --- |\n"
            + "".join(
                _row(grant)
                for grant in sorted(TABLE, key=lambda one: one.verb)
                if grant.role is role
            )
        )


def _row(grant: Grant) -> str:
    effect = "遮盖 · masked" if grant.effect is Effect.MASK else ""
    states = ", ".join(f"`{state}`" for state in sorted(grant.states or ()))
    return f"| `{grant.verb}` | {_SCOPES[grant.scope]} | {effect} | {states} |\n"
