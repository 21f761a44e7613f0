"""Rules as z3 formulas twice over: from the conditions as written, and from the generated text.

The meaning of a leaf is stated here anew. The generated Python is parsed and executed on
symbols, so what is proved is the text that runs. A table of codes in that text stands for the
leaves of its fact; that the tables hold what the leaves mean is checked case by case elsewhere.
"""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import z3  # type: ignore[import-untyped]  # has no types of its own

from xianjie.law import BoolFact, Condition, DayFact, EnumAttribute, EnumFact, Fact, KeyFact
from xianjie.law.codegen import NO_RULE
from xianjie.law.conditions import And, Constant, Defined, Hosted, InLightOf, Leaf, Not, Or
from xianjie.law.days import CompareDay, CompareFacts
from xianjie.law.facts import HasAttribute, IsOneOf
from xianjie.law.signatures import Space

Formula = Any  # z3 is not typed

_OPERATORS: Mapping[str, Any] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_PYTHON_OPERATORS: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Symbols:
    """A case as z3 variables: one for each fact, a flag beside each day that may be none."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = {fact.name: fact for fact in facts}
        self.of = {fact.name: _variable(fact) for fact in facts}
        self.none = {
            fact.name: z3.Bool(f"{fact.name} is none")
            if isinstance(fact, DayFact) and fact.none is not None
            else z3.BoolVal(val=False)
            for fact in facts
        }

    @property
    def possible(self) -> Formula:
        """Every variable stands for a value of its fact."""
        return z3.And([self._possible(fact) for fact in self.facts.values()])

    def case(self, model: z3.ModelRef) -> dict[str, Any]:
        """The case that a model found describes."""
        return {name: self._value(name, model) for name in self.facts}

    def _possible(self, fact: Fact) -> Formula:
        variable = self.of[fact.name]
        match fact:
            case BoolFact():
                return z3.BoolVal(val=True)
            case EnumFact(values=values):
                return z3.And(variable >= 0, variable < len(values))
            case KeyFact(rows=rows):
                return z3.And(variable >= 0, variable < len(rows))
            case _:
                return z3.And(variable >= 1, variable <= date.max.toordinal())

    def _value(self, name: str, model: z3.ModelRef) -> Any:  # noqa: ANN401  # as facts are
        value = model.eval(self.of[name], model_completion=True)
        match self.facts[name]:
            case BoolFact():
                return z3.is_true(value)
            case EnumFact(values=values):
                return tuple(values)[value.as_long()]
            case KeyFact(rows=rows):
                return tuple(rows)[value.as_long()]
        if z3.is_true(model.eval(self.none[name], model_completion=True)):
            return None
        return date.fromordinal(value.as_long())


def _variable(fact: Fact) -> Formula:
    return z3.Bool(fact.name) if isinstance(fact, BoolFact) else z3.Int(fact.name)


def meaning(leaf: Leaf, case: Symbols) -> Formula:
    """What a leaf says of a case."""
    match leaf:
        case BoolFact(name=name):
            return case.of[name]
        case IsOneOf(EnumFact(name=name, values=values), options):
            chosen = [index for index, value in enumerate(values) if value in options]
            return z3.Or([case.of[name] == index for index in chosen])
        case IsOneOf(EnumAttribute(fact, column), options):
            return _in_rows(fact, column, options, case)
        case HasAttribute(fact, column):
            return _in_rows(fact, column, (True,), case)
        case CompareDay(left, comparison, right):
            compared = _OPERATORS[comparison](case.of[left.name], right.day.toordinal())
            return z3.And(z3.Not(case.none[left.name]), compared)
        case CompareFacts(left, comparison, other):
            compared = _OPERATORS[comparison](case.of[left.name], case.of[other.name])
            return z3.And(z3.Not(case.none[left.name]), z3.Not(case.none[other.name]), compared)
    raise AssertionError(leaf)


def _in_rows(fact: KeyFact, column: str, options: Sequence[bool | str], case: Symbols) -> Formula:
    rows = enumerate(fact.rows.values())
    chosen = [index for index, row in rows if row[column] in options]
    return z3.Or([case.of[fact.name] == index for index in chosen])


def as_written(conditions: Sequence[Condition], case: Symbols) -> Formula:
    """The index of the first condition that holds."""
    deciding: Formula = z3.IntVal(NO_RULE)
    for index, condition in reversed(list(enumerate(conditions))):
        deciding = z3.If(_condition(condition, case), z3.IntVal(index), deciding)
    return deciding


def _condition(node: Condition, case: Symbols) -> Formula:
    match node:
        case Constant(value):
            return z3.BoolVal(val=value)
        case And(parts):
            return z3.And([_condition(part, case) for part in parts])
        case Or(parts):
            return z3.Or([_condition(part, case) for part in parts])
        case Not(part):
            return z3.Not(_condition(part, case))
        case Defined(part=part) | InLightOf(part=part) | Hosted(part=part):
            return _condition(part, case)
        case Leaf():
            return meaning(node, case)
    raise AssertionError(node)


Bits = Mapping[int, Formula]


@dataclass
class Machine:
    """Runs the text of `signature_source` on symbols; what it returns is the truth of each bit.

    Text that it does not know is an error, never passed over.
    """

    space: Space
    facts: Sequence[Fact]
    case: Symbols
    signature: Bits = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def run(self, text: str) -> Bits:
        for statement in _function(text, "signature", "f").body:
            self._statement(statement)
        unset = dict.fromkeys(range(len(self.space.leaves)), z3.BoolVal(val=False))
        return {**unset, **self.signature}

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.If(test, [ast.Raise()], []):
                assert ast.unparse(test) == f"len(f) != {len(self.facts)}"
            case ast.Assign([ast.Name("s")], value):
                self.signature = self._bits(value)
            case ast.Assign([ast.Name(name)], value):
                self.names[name] = self._typed(value)
            case ast.AugAssign(ast.Name("s"), ast.BitOr(), value):
                self.signature = _either(self.signature, self._bits(value))
            case ast.If(test, [ast.AugAssign(ast.Name("s"), ast.BitOr(), value)], []):
                self.signature = _either(
                    self.signature, _chosen(self._truth(test), self._bits(value), {})
                )
            case ast.Return(ast.Name("s")):
                pass
            case _:
                raise AssertionError(ast.unparse(node))

    def _bits(self, node: ast.expr) -> Bits:
        match node:
            case ast.Constant(int(bits)):
                true = z3.BoolVal(val=True)
                return {bit: true for bit in range(bits.bit_length()) if bits >> bit & 1}
            case ast.BinOp(left, ast.BitOr(), right):
                return _either(self._bits(left), self._bits(right))
            case ast.IfExp(test, body, orelse):
                return _chosen(self._truth(test), self._bits(body), self._bits(orelse))
            case ast.Subscript(ast.Name(table), inner):
                return self._codes(self._fact_of(table, "codes", inner))
            case ast.Call(ast.Name(reader), [ast.Name()], []) if reader.startswith("read"):
                return {}  # what is neither true nor false is refused there
        raise AssertionError(ast.unparse(node))

    def _typed(self, node: ast.expr) -> str:
        """The fact whose value a name is given."""
        match node:
            case ast.Subscript(ast.Name(table), inner):
                return self._fact_of(table, "typed", inner)
        raise AssertionError(ast.unparse(node))

    def _fact_of(self, table: str, kind: str, inner: ast.expr) -> str:
        """The fact whose table it is; the text must ask that table about that fact."""
        fact = self.facts[int(table.removeprefix(kind))].name
        assert ast.unparse(inner) == f"f[{fact!r}]"
        return fact

    def _codes(self, fact: str) -> Bits:
        return {
            bit: meaning(leaf, self.case)
            for leaf, bit in self.space.bit.items()
            if [other.name for other in leaf.facts] == [fact]
        }

    def _truth(self, node: ast.expr) -> Formula:
        match node:
            case ast.BoolOp(ast.And(), parts):
                return z3.And([self._truth(part) for part in parts])
            case ast.Compare(value, [ast.Is()], [ast.Constant(bool(wanted))]):
                return self.case.of[self._named(value)] == z3.BoolVal(val=wanted)
            case ast.Compare(value, [ast.IsNot()], [ast.Constant(value=None)]):
                return z3.Not(self.case.none[self._named(value)])
            case ast.Compare(left, [operator], [right]):
                compare = _OPERATORS[_PYTHON_OPERATORS[type(operator)]]
                return compare(self.case.of[self._named(left)], self.case.of[self._named(right)])
        raise AssertionError(ast.unparse(node))

    def _named(self, node: ast.expr) -> str:
        """The fact whose value it is."""
        match node:
            case ast.Name(name):
                return self.names[name]
            case ast.NamedExpr(ast.Name(name), ast.Subscript(ast.Name("f"), ast.Constant(fact))):
                self.names[name] = str(fact)
                return self.names[name]
        raise AssertionError(ast.unparse(node))


def _either(left: Bits, right: Bits) -> Bits:
    false = z3.BoolVal(val=False)
    return {bit: z3.Or(left.get(bit, false), right.get(bit, false)) for bit in {*left, *right}}


def _chosen(truth: Formula, body: Bits, orelse: Bits) -> Bits:
    false = z3.BoolVal(val=False)
    return {
        bit: z3.If(truth, body.get(bit, false), orelse.get(bit, false)) for bit in {*body, *orelse}
    }


def as_generated(text: str, bits: Bits) -> Formula:
    """The index that the text of `rule_source` returns, given the truth of each bit."""
    *tests, last = _function(text, "rule", "s").body
    deciding = z3.IntVal(_returned(last))
    for statement in reversed(tests):
        assert isinstance(statement, ast.If)
        truth = _expression(statement.test, bits)
        deciding = z3.If(truth, z3.IntVal(_returned(statement.body[0])), deciding)
    return deciding


def _expression(node: ast.expr, bits: Bits) -> Formula:
    match node:
        case ast.Constant(bool(value)):
            return z3.BoolVal(val=value)
        case ast.BoolOp(ast.And(), parts):
            return z3.And([_expression(part, bits) for part in parts])
        case ast.BoolOp(ast.Or(), parts):
            return z3.Or([_expression(part, bits) for part in parts])
        case ast.UnaryOp(ast.Not(), part):
            return z3.Not(_expression(part, bits))
        case ast.BinOp(ast.Name("s"), ast.BitAnd(), ast.Constant(mask)):
            wanted = int(str(mask))
            return z3.Or([truth for bit, truth in bits.items() if wanted >> bit & 1])
    raise AssertionError(ast.unparse(node))


def _returned(statement: ast.stmt) -> int:
    assert isinstance(statement, ast.Return)
    return int(ast.unparse(statement.value or ast.Constant(None)))


def _function(text: str, name: str, argument: str) -> ast.FunctionDef:
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert (function.name, ast.unparse(function.args)) == (name, argument)
    return function
