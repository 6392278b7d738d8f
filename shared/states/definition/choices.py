"""Choice states and their rules."""

from shared.states.definition import expressions
from shared.states.definition.fields import Fields
from shared.states.definition.model import Choice, DataFlow, Rule
from shared.states.expressions.comparisons import COMPARISONS, TYPE_TESTS
from shared.states.expressions.conditions import Compare, Condition, HasType, IsPresent, Not, Query, Several
from shared.states.expressions.jsonata import Jsonata, is_marked
from shared.states.expressions.paths import Path
from shared.states.expressions.templates import Constant
from shared.states.expressions.timestamps import is_timestamp
from shared.states.values import Json

_NEVER = Several((), every=False)
"""Stands for a condition that could not be read."""
_OPERATORS = (*COMPARISONS, *(name + "Path" for name in COMPARISONS if name != "StringMatches"), *TYPE_TESTS)


def choice(fields: Fields, name: str, data: DataFlow) -> Choice:
    """A Choice state."""
    rules = fields.objects("Choices", required=True, least=1)
    return Choice(
        name=name,
        data=data,
        rules=tuple(_rule(rule, jsonata=data.jsonata) for rule in rules),
        default=fields.text("Default"),
    )


def _rule(rule: Fields, *, jsonata: bool) -> Rule:
    found = Rule(
        condition=_query(rule) if jsonata else _condition(rule),
        next=rule.text("Next", required=True) or "",
        output=expressions.template(rule, "Output", jsonata=True) if jsonata else None,
        assign=expressions.assign(rule, jsonata=jsonata),
    )
    rule.text("Comment")
    rule.close(jsonata=jsonata)
    return found


def _query(rule: Fields) -> Condition:
    value = rule.take("Condition", required=True)
    if isinstance(value, bool):
        return Several((), every=value)
    text = rule.text("Condition")
    if text is None:
        return _NEVER
    if not is_marked(text):
        rule.fault("'Condition' takes true, false or a JSONata expression as '{% ... %}'", "Condition")
        return _NEVER
    return expressions.compiled(rule, "Condition", text, lambda source: Query(Jsonata(source)), _NEVER)


def _condition(rule: Fields) -> Condition:
    """A JSONPath condition: exactly one of And, Or, Not, or a variable with one operator."""
    forms = [name for name in ("And", "Or", "Not", "Variable") if name in rule]
    if len(forms) != 1:
        rule.fault(f"a rule has exactly one of And, Or, Not and Variable, not {len(forms)}")
        for name in forms:
            rule.take(name)
        return _NEVER
    if forms[0] == "Variable":
        return _comparison(rule)
    if forms[0] == "Not":
        nested = rule.object("Not")
        return Not(_nested(nested)) if nested is not None else _NEVER
    parts = rule.objects(forms[0], least=1)
    return Several(tuple(_nested(part) for part in parts), every=forms[0] == "And")


def _nested(rule: Fields) -> Condition:
    condition = _condition(rule)
    rule.text("Comment")
    rule.close(jsonata=False)
    return condition


def _comparison(rule: Fields) -> Condition:
    variable = expressions.path(rule, "Variable", nullable=False) or expressions.ROOT
    operators = [name for name in (*_OPERATORS, "IsPresent") if name in rule]
    for name in operators:
        rule.take(name)
    if len(operators) != 1:
        rule.fault(f"a comparison has exactly one operator, not {len(operators)}")
        return _NEVER
    operator = operators[0]
    if operator == "IsPresent":
        return IsPresent(variable, rule.flag(operator))
    if operator in TYPE_TESTS:
        return HasType(variable, operator, rule.flag(operator))
    if operator.endswith("Path"):
        operand: Path | Constant = expressions.path(rule, operator, nullable=False) or expressions.ROOT
        return Compare(variable, operator.removesuffix("Path"), operand)
    return Compare(variable, operator, Constant(_operand(rule, operator)))


def _operand(rule: Fields, operator: str) -> Json:
    value = rule.take(operator)
    if operator.startswith("Numeric"):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif operator.startswith("Boolean"):
        fits = isinstance(value, bool)
    elif operator.startswith("Timestamp"):
        fits = is_timestamp(value)
    else:
        fits = isinstance(value, str)
    if not fits:
        rule.fault(f"'{operator}' cannot compare with {value!r}", operator)
    return value
