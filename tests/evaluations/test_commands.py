"""``xianjie evaluation`` in this process: words for people, keys for programs."""

from __future__ import annotations

import json
import re

from tests.evaluations.made import World
from tests.ops.conftest import Run, run

__all__ = ["run"]


def test_a_plan_is_shown_in_words_and_told_with_keys(world: World, run: Run) -> None:
    plan = world.social.plan(2)
    asked = ("evaluation", "show", str(plan.pk), "--on", "2020-09-15")
    told = json.loads(run(*asked, "--format", "json").out)
    assert (told["state"], told["participants"]) == ("draft", 2)
    zh, en = run(*asked).out, run(*asked, "--lang", "en").out
    assert "状态：起草" in zh
    assert "参加人员：2" in zh
    assert "State: draft" in en
    assert "Participants: 2" in en
    assert re.search(r"^What the law would answer: \w+ 2$", en, re.MULTILINE)
    said = {line.partition(":")[0] for line in en.splitlines()}
    assert said.isdisjoint(told)
    assert "None" not in en
