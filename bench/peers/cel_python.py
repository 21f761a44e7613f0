"""CEL in Python (cel-python), its facts already of its own types.

Its interpreting runner: the transpiling one of 0.5.0 cannot build a conditional expression.
"""

import celpy
from celpy.adapter import json_to_cel

from bench.contender import Case, Contender
from bench.peers.cel_rules import EXPRESSION
from bench.peers.given import given
from xianjie.text import Text


def contenders(version: str) -> list[Contender]:
    environment = celpy.Environment(runner_class=celpy.InterpretedRunner)
    program = environment.program(environment.compile(EXPRESSION))
    name = f"CEL, Python {version}"
    return [
        Contender(
            Text(f"{name}，只给结论", f"{name}, bare outcome"),
            program.evaluate,
            prepare=_converted,
            outcome=str,
        )
    ]


def _converted(case: Case) -> dict[str, object]:
    return {name: json_to_cel(value) for name, value in given(case).items()}
