"""Guangdong on certificates: issuing, standing, written proof (252/2.1.1, 252/2.3, 252/2.4)."""

from xianjie.instruments import facts
from xianjie.instruments.cn.rules.certificates import permission_was
from xianjie.instruments.cn_gd.notions import NO_REISSUE_FROM, within_issuing
from xianjie.law import ALWAYS, Amendment, Day, Deadline, Rule

# R7's other reading: no deadline for winners of competitions.
_WINNERS = permission_was("competition_rules")

CERTIFICATE_ISSUANCE = Amendment(
    "certificate-issuance",
    cite={
        "not-passed": ("252/2.4",),
        "not-permitted": ("252/1", "252/2.4"),
        "as-usual": ("252/2.1.3",),
    },
    over={
        "other-department": ("in-time",),
        "not-passed": ("winners-any-day", "in-time"),
        "not-permitted": ("in-time",),
    },
    replace={
        "earned": Rule("too-late", ALWAYS, "issue_window_closed", ("252/2.1.1",)),
    },
    before={
        "earned": (
            Rule(
                "winners-any-day",
                _WINNERS,
                "issue",
                ("252/2.1.1.3",),
                readings=("R7",),
                under=("R7", "alternative"),
            ),
            Rule(
                "in-time",
                within_issuing(facts.ISSUE_ON),
                "issue",
                ("252/2.1.1",),
                deadlines=(Deadline("issuance_end_on"),),
            ),
        ),
    },
)

CERTIFICATE_VALIDITY = Amendment(
    "certificate-validity",
    cite={
        "revoked": ("252/2.4",),
        "before-exit": ("252/2.3", "80/4"),
        "no-ground": ("252/2.4",),
    },
    over={"revoked": ("winners-any-day",)},
    replace={
        "carried-through": Rule(
            "carried-through",
            permission_was("may_continue", "competition_rules") & within_issuing(facts.ISSUED_ON),
            "valid",
            ("252/2.1.1",),
        ),
    },
    before={
        "carried-through": (
            Rule(
                "winners-any-day",
                _WINNERS,
                "valid",
                ("252/2.1.1.3",),
                readings=("R7",),
                under=("R7", "alternative"),
            ),
        ),
    },
)

REPLACEMENT = Amendment(
    "replacement",
    cite={"access-type": ("252/2.1.3",)},
    over={"other-department": ("before-no-reissue",)},
    replace={"not-said": Rule("no-reissue", ALWAYS, "written_proof", ("252/2.3",))},
    before={
        "not-said": (
            Rule(
                "before-no-reissue",
                Day(facts.REQUESTED_ON) < NO_REISSUE_FROM,
                "replace",
                ("252/2.3",),
                deadlines=(Deadline("no_reissue_from"),),
            ),
        ),
    },
)
