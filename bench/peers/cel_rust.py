"""CEL in Rust (common-expression-language): a compiled program, asked with a dictionary.

A second entry has the dictionaries made into CEL's own values beforehand, which a caller with a
new case each time cannot do: it shows what the evaluation alone takes.
"""

import cel

from bench.contender import Case, Contender
from bench.peers.cel_rules import EXPRESSION
from bench.peers.given import given
from xianjie.text import Text


def contenders(version: str) -> list[Contender]:
    program = cel.compile(EXPRESSION)
    name = f"CEL, Rust {version}"
    return [
        Contender(
            Text(f"{name}，只给结论", f"{name}, bare outcome"), program.execute, prepare=given
        ),
        Contender(
            Text(
                f"{name}，只计求值，事实事先转换",
                f"{name}, evaluation alone, facts converted beforehand",
            ),
            program.execute,
            prepare=_context,
        ),
    ]


def _context(case: Case) -> cel.Context:
    return cel.Context(variables=given(case))
