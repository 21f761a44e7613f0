"""Guangdong on training and level certification: 252/1, 252/2.2, 252/2.4."""

from xianjie.instruments import facts
from xianjie.law import Amendment, Rule

_SCHOOL = facts.PROGRAMME.is_("dual_certificate")

TRAINING_ROUTE = Amendment(
    "training-route",
    cite={
        "qualification-open": ("252/2.2", "80/3"),
        "sponsor-filed": ("252/2.2",),
        "sponsor-not-filed": ("252/2.2",),
    },
    over={
        "not-aligned": ("school-not-filed",),
        "qualification-open": ("school-not-filed",),
        "sponsor-filed": ("school-not-filed",),
    },
    readings={"sponsor-not-filed": ("R6",)},
    before={
        "sponsor-not-filed": (
            Rule(
                "school-not-filed",
                _SCHOOL,
                "no_route",
                ("252/2.2",),
                readings=("R6",),
                under=("R6", "alternative"),
            ),
        ),
    },
)

# That employers and schools certify their own people is public record, not in the scan.
LEVEL_CERTIFICATE_ISSUANCE = Amendment(
    "level-certificate-issuance",
    cite={
        "government": ("80/2", "252/1"),
        "not-filed": ("80/5", "252/2.2"),
        "not-covered": ("252/2.2",),
        "not-passed": ("252/2.4",),
        "in-order": ("252/1", "80/5"),
    },
)
