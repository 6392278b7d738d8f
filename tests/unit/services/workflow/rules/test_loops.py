"""Rules that start themselves are found where their definitions show it."""

import json
from datetime import UTC, datetime

import pytest

from services.workflow.rules.loops import LoopFinder
from shared.contracts.messages.workflow import Each, WorkflowRule
from shared.states.definition.parse import parse_definition
from shared.states.expressions.engine import InProcess
from shared.states.limits import Limits

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def task(**fields):
    """Return a definition of one state."""
    return {"StartAt": "Make", "States": {"Make": {"Type": "Task", "End": True, **fields}}}


def publish(**parameters):
    """Return a definition that publishes a text."""
    return task(Resource="spicerack:publish@a", Parameters={"text": "x", **parameters})


def command(**published):
    """Return a definition whose command publishes; other arguments need what nobody knows before."""
    parameters = {"input.$": "$.earlier.result", "publish": published}
    return task(Resource="spicerack:command/c", Parameters=parameters)


def within(**fan_out):
    """Return a definition with a state around others."""
    return {"StartAt": "All", "States": {"All": {"End": True, **fan_out}}}


EACH = {
    "ProcessorConfig": {"Mode": "DISTRIBUTED"},
    "StartAt": "One",
    "States": {"One": {"Type": "Pass", "End": True}},
}
SAME = {"path.$": "States.Format('{}.sum', $.file.path)"}


@pytest.mark.parametrize(
    ("pattern", "definition", "path"),
    [
        ("**", publish(path="out/a"), "out/a"),
        ("raw/*.dat", publish(path="out/a.dat"), None),
        ("raw/**", publish(**SAME), "raw/example.sum"),
        ("raw/*", publish(**SAME), "raw/x.sum"),
        ("raw/*.dat", publish(**SAME), None),
        ("raw/[ab]?", publish(**{"path.$": "$.file.path"}), "raw/ax"),
        ("s/*", command(**{"one.$": "States.Format('s/{}', $$.Execution.Id)"}), "s/" + "0" * 32),
        ("s/*", command(**{"one.$": "$.earlier.path", "two": "s/b"}), "s/b"),
        ("s/*", command(**{"one.$": "$.earlier.path"}), None),
        ("s/*", task(Resource="https://host.example/", Parameters={"path": "s/b"}), None),
        ("s/*", within(Type="Parallel", Branches=[publish(path="s/c")]), "s/c"),
        (
            "s/*",
            within(
                Type="Map",
                ItemProcessor=EACH,
                ResultWriter={"Resource": "spicerack:results", "Parameters": {"path": "s/d"}},
            ),
            "s/d",
        ),
        (
            "s/*",
            {
                "QueryLanguage": "JSONata",
                **task(Resource="spicerack:publish", Arguments={"path": "{% 's/' & $states.input.rule %}"}),
            },
            "s/r",
        ),
    ],
)
def test_a_rule_that_starts_itself_is_found(pattern, definition, path):
    """Where states publish is computed for an example of a file; the first that fits is told."""
    rule = WorkflowRule(collection="c", rule="r", workflow="w", pattern=pattern, saved_at=NOW)
    parsed = parse_definition(json.dumps(definition), Limits())
    found = LoopFinder([rule], {"w": parsed}, Limits(), InProcess(), NOW).loop_of(rule)
    assert [way.path for way in found] == ([] if path is None else [path])


@pytest.mark.parametrize(
    ("each", "definition", "path"),
    [
        (Each.FILE, task(Resource="spicerack:container/c", Parameters={"publish": {"one": "s/a"}}), "s/a"),
        (Each.FILE, task(Resource="spicerack:archive@a", Parameters={"path": "x", "to": "s/b"}), "s/b"),
        (Each.GROUP, command(**{"one.$": "States.Format('{}.sum', $.files[0].path)"}), "s/x.sum"),
        (Each.DESCRIPTION, command(**{"one.$": "States.Format('{}.sum', $.file.path)"}), "s/x.sum"),
    ],
)
def test_containers_and_rules_of_all_kinds_are_seen_as_well(each, definition, path):
    """A group's files are a list, and programs of all kinds say alike what they publish."""
    rule = WorkflowRule(collection="c", rule="r", workflow="w", pattern="s/*", each=each, saved_at=NOW)
    parsed = parse_definition(json.dumps(definition), Limits())
    found = LoopFinder([rule], {"w": parsed}, Limits(), InProcess(), NOW).loop_of(rule)
    assert [way.path for way in found] == [path]


def test_a_loop_over_another_rule_is_found_as_a_whole():
    """Each way is told; without the other rule, or where it is off, there is no loop."""
    texts = {"w1": publish(path="two/x"), "w2": publish(path="one/x")}
    definitions = {name: parse_definition(json.dumps(text), Limits()) for name, text in texts.items()}
    one, two = (
        WorkflowRule(collection="c", rule=f"r{n}", workflow=f"w{n}", pattern=f"{word}/*", saved_at=NOW)
        for n, word in ((1, "one"), (2, "two"))
    )
    found = LoopFinder([one, two], definitions, Limits(), InProcess(), NOW).loop_of(one)
    assert [(way.rule, way.state, way.path) for way in found] == [
        ("r1", "Make", "two/x"),
        ("r2", "Make", "one/x"),
    ]
    off = two.model_copy(update={"enabled": False})
    assert not LoopFinder([one, off], definitions, Limits(), InProcess(), NOW).loop_of(one)
