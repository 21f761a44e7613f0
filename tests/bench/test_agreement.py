"""The benchmark compares like with like: it measures nothing while two disagree."""

from dataclasses import replace

import pytest

from bench.__main__ import DECISION, everyone, main
from bench.agreement import DisagreementError, require_agreement
from bench.cases import full_cases
from bench.ours import BY_HAND
from xianjie.instruments import law
from xianjie.text import Text

QUICK = ("--agree", "60", "--cases", "5", "--rounds", "1", "--lines", "40", "--batch-rounds", "1")


def test_all_that_are_here_agree_on_every_outcome() -> None:
    decision = law().decision(DECISION)
    cases = full_cases(decision, 400)
    assert {decision.outcome(case) for case in cases} == set(decision.outcomes)
    require_agreement(everyone()[0], cases)


def test_every_peer_of_the_lock_file_takes_part() -> None:
    present, absent = everyone()
    assert absent == []
    names = " ".join(contender.name.en for contender in present)
    assert [peer for peer in ("ZEN", "CEL, Rust", "CEL, Python") if peer not in names] == []


def test_a_wrong_peer_is_named_with_the_case() -> None:
    cases = full_cases(law().decision(DECISION), 60)
    wrong = replace(BY_HAND, name=Text("错", "wrong"), ask=lambda _case: "refund")
    with pytest.raises(DisagreementError, match=r"wrong says refund.*'occupation'"):
        require_agreement([BY_HAND, wrong], cases)


def test_a_wrong_peer_makes_the_run_fail(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = replace(BY_HAND, name=Text("错", "wrong"), ask=lambda _case: "refund")
    assert main(QUICK, [BY_HAND, wrong]) == 1
    told = capsys.readouterr()
    assert "wrong says refund" in told.err
    assert told.out == ""


def test_a_run_tells_ratios_and_the_share_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(QUICK, [BY_HAND]) == 0
    told = capsys.readouterr().out
    assert "1.0×" in told
    assert told.count("--format full") == told.count("--format outcome") == 2
