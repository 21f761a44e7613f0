"""The product's own entries: the bare outcome, the cited explanation, the explanation as JSON."""

from bench.contender import Case, Contender
from bench.handwritten import candidate_option
from xianjie.law import CompiledDecision
from xianjie.text import Text

BY_HAND = Contender(
    Text("手写函数，只给结论", "hand-written function, bare outcome"), candidate_option
)


def ours(decision: CompiledDecision) -> list[Contender]:
    def explained(case: Case) -> object:
        answer = decision.decide(case)
        return answer.outcome, answer.because, answer.clauses, answer.readings

    def as_json(case: Case) -> dict[str, object]:
        return decision.decide(case).as_json("zh")

    return [
        Contender(Text("衔接，只给结论", "Xianjie, bare outcome"), decision.outcome, aim=3),
        Contender(
            Text("衔接，附理由和条款", "Xianjie, with its cited explanation"),
            explained,
            outcome=lambda told: told[0],
            aim=20,
        ),
        Contender(
            Text("衔接，全部答复为 JSON 字典", "Xianjie, the whole answer as a JSON dict"),
            as_json,
            outcome=lambda told: told["outcome"],
        ),
    ]
