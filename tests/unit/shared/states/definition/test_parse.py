"""Definitions are read whole, and every fault is told with its line and JSON path."""

import json

import pytest

from shared.states.definition.model import Map, Parallel, Task
from shared.states.definition.parse import parse_definition
from shared.states.definition.problems import DefinitionError
from testing.states.world import LIMITS

TASK = {"Type": "Task", "Resource": "urn:a", "End": True}


def machine(**states) -> str:
    """A definition with these states, the first one first."""
    return json.dumps({"StartAt": next(iter(states)), "States": states})


def faults(text: str, limits=LIMITS) -> str:
    """The words of all faults."""
    with pytest.raises(DefinitionError) as refused:
        parse_definition(text, limits)
    return str(refused.value)


def test_a_fault_points_at_its_line() -> None:
    """A message names line, column and JSON path, so that an editor can jump there."""
    state = {"Type": "Pass", "InputPth": "$.x", "Next": "B b"}
    text = json.dumps({"StartAt": "A", "States": {"A": state}}, indent=2)
    with pytest.raises(DefinitionError) as refused:
        parse_definition(text, LIMITS)
    problem = next(problem for problem in refused.value.problems if "InputPth" in problem.path)
    assert (problem.line, problem.column, problem.path) == (6, 7, "$.States.A.InputPth")
    assert "did you mean 'InputPath'?" in problem.message


def test_all_faults_are_told_at_once() -> None:
    """One look at a definition finds every fault that can be seen in it, in the order of the text."""
    told = faults(
        machine(A={"Type": "Pass", "Next": "X", "ResultPath": "$.a[*]"}, B={"Type": "Wait", "End": True})
    )
    lines = told.splitlines()
    assert len(lines) == 4
    assert "exactly one of Seconds" in told
    assert "no state 'X'" in told
    assert "no way leads to the state 'B'" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON value is missing"),
        ("{", "name in double quotes"),
        ('{"a" 1}', "':' is missing"),
        ('{"a": 1 "b"}', "',' or '}' is missing"),
        ("[1, 2", "',' or ']' is missing"),
        ('{"a": "x\ny"}', "no JSON text"),
        ("{} {}", "more text"),
        ('{"a": 1, "a": 2}', "there twice"),
        ("[" * 200, "nested deeper than 100"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "1" * 99 + "}", "too long"),
        ('{"a": NaN}', "JSON value is missing"),
        ("[]", "an object is needed"),
    ],
)
def test_text_that_is_no_json_is_refused(text: str, words: str) -> None:
    """Broken JSON, members that are there twice, and what is too deep or too large are refused."""
    assert words in faults(text)


def test_a_definition_is_bounded() -> None:
    """Bytes, states and the length of expressions have bounds."""
    small = LIMITS.model_copy(
        update={"definition_bytes": 400, "definition_states": 1, "expression_characters": 5}
    )
    assert "at most 400" in faults(machine(A={**TASK, "Comment": "x" * 400}), small)
    assert "more than 1 states" in faults(machine(A={"Type": "Pass", "Next": "B"}, B=TASK), small)
    assert "at most 5 are allowed" in faults(machine(A={**TASK, "InputPath": "$.long.path"}), small)
    assert "at most 5 are allowed" in faults(machine(A={**TASK, "Parameters": {"a.$": "$.long.path"}}), small)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"Type": "Nap"}, "no type of a state"),
        ({"Type": "Pass"}, "'Next' is missing"),
        ({**TASK, "Resource": "not a uri"}, "no URI"),
        ({**TASK, "Resource": "arn:aws:lambda:r:1:function:F:"}, "no URI"),
        ({**TASK, "TimeoutSeconds": 0}, "from 1 to 99999998"),
        ({**TASK, "TimeoutSeconds": True}, "from 1 to 99999998"),
        ({**TASK, "TimeoutSeconds": 5, "HeartbeatSeconds": 5}, "less than TimeoutSeconds"),
        ({**TASK, "HeartbeatSeconds": 60}, "less than TimeoutSeconds, which is 60"),
        ({**TASK, "TimeoutSeconds": 5, "TimeoutSecondsPath": "$.t"}, "exclude each other"),
        ({**TASK, "Arguments": {}}, "belongs to JSONata"),
        ({**TASK, "QueryLanguage": "JSONata", "Parameters": {}}, "belongs to JSONPath"),
        ({**TASK, "Parameters": {"a": 1, "a.$": "$.a"}}, "both give the member 'a'"),
        ({**TASK, "Parameters": {"a.$": 5}}, "takes a path or a call"),
        ({**TASK, "Parameters": {"a.$": "States.Nope()"}}, "not a call"),
        ({**TASK, "ResultSelector": "$.a"}, "takes an object"),
        ({**TASK, "Credentials": None}, "takes an object"),
        ({**TASK, "Retry": [{"ErrorEquals": []}]}, "at least one text"),
        ({**TASK, "Retry": [{"ErrorEquals": ["States.Nope"]}]}, "reserved"),
        ({**TASK, "Retry": [{"ErrorEquals": ["States.ALL", "E"]}]}, "stands alone"),
        ({**TASK, "Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["E"]}]}, "last rule"),
        ({**TASK, "Retry": [{"ErrorEquals": ["E"], "BackoffRate": 0.5}]}, "at least 1.0"),
        ({**TASK, "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 0}]}, "from 1"),
        ({**TASK, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": -1}]}, "from 0"),
        ({**TASK, "Retry": [{"ErrorEquals": ["E"], "MaxDelaySeconds": 1}]}, "more than IntervalSeconds"),
        ({**TASK, "Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "HALF"}]}, "FULL, NONE"),
        ({**TASK, "Catch": [{"ErrorEquals": ["E"]}]}, "'Next' is missing"),
        ({**TASK, "Catch": [{"ErrorEquals": ["E"], "Next": "Z"}]}, "no state 'Z'"),
        ({**TASK, "Assign": {"states": 1}}, "cannot name a variable"),
        ({**TASK, "Assign": {"top-level": 1}}, "cannot name a variable"),
        ({**TASK, "Assign": [1]}, "takes an object"),
        ({"Type": "Choice", "Choices": []}, "must not be empty"),
        ({"Type": "Choice", "Choices": [{"Next": "A"}]}, "exactly one of And, Or, Not and Variable"),
        ({"Type": "Choice", "Choices": [{"Variable": "$.a", "Next": "A"}]}, "exactly one operator"),
        (
            {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": "1", "Next": "A"}]},
            "cannot compare",
        ),
        (
            {
                "Type": "Choice",
                "Choices": [{"Not": {"Variable": "$.a", "IsNull": True, "Next": "A"}, "Next": "A"}],
            },
            "no field",
        ),
        (
            {"Type": "Choice", "End": True, "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "A"}]},
            "no field",
        ),
        (
            {"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": "x", "Next": "A"}]},
            "JSONata expression",
        ),
        ({"Type": "Wait", "Seconds": 1, "Timestamp": "2026-11-29T10:00:00Z", "End": True}, "exactly one"),
        ({"Type": "Wait", "Timestamp": "2026-11-29", "End": True}, "no timestamp"),
        ({"Type": "Fail", "Error": "E", "ErrorPath": "$.e"}, "exclude each other"),
        ({"Type": "Fail", "InputPath": "$.e"}, "no field"),
        ({"Type": "Succeed", "End": True}, "no field"),
        ({"Type": "Parallel", "Branches": [], "End": True}, "must not be empty"),
        ({"Type": "Map", "End": True}, "'ItemProcessor' is missing"),
        ({"Type": "Map", "End": True, "ItemProcessor": {}}, "'StartAt' is missing"),
    ],
)
def test_a_state_with_a_fault_is_refused(state: dict, words: str) -> None:
    """Each rule on the fields of a state is held."""
    assert words in faults(machine(A=state))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ItemsPath": None}, "takes a text"),
        ({"ToleratedFailurePercentage": 101}, "from 0 to 100"),
        ({"ItemBatcher": {}}, "needs MaxItemsPerBatch"),
        ({"ItemSelector": {}, "Parameters": {}}, "exclude each other"),
        (
            {"ItemReader": {"Resource": "urn:r", "ReaderConfig": {"MaxItems": 1, "MaxItemsPath": "$.n"}}},
            "exclude",
        ),
        ({"QueryLanguage": "JSONata", "Items": 5}, "an array or an object"),
        ({"QueryLanguage": "JSONata", "Items": "x"}, "JSONata expression"),
        ({"Iterator": {"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}}, "exclude each other"),
    ],
)
def test_a_map_with_a_fault_is_refused(fields: dict, words: str) -> None:
    """Each rule on the fields of a Map is held."""
    processor = {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}
    assert words in faults(machine(A={"Type": "Map", "ItemProcessor": processor, "End": True, **fields}))


def test_levels_are_closed() -> None:
    """A branch reaches its own states alone, names are unique in the whole, and every level ends."""
    branch = {"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "C"}}}
    assert "no state 'C'" in faults(
        machine(A={"Type": "Parallel", "Branches": [branch], "Next": "C"}, C={"Type": "Succeed"})
    )
    branch = {"StartAt": "A", "States": {"A": TASK}}
    assert "another state 'A'" in faults(machine(A={"Type": "Parallel", "Branches": [branch], "End": True}))
    assert "no state ends this level" in faults(machine(A={"Type": "Pass", "Next": "A"}))


def test_an_inner_level_cannot_set_an_outer_variable() -> None:
    """Variables of an outer level are read-only within, wherever the outer level sets them."""
    branch = {"StartAt": "B", "States": {"B": {**TASK, "Assign": {"x.$": "$.a"}}}}
    outer = {"Type": "Parallel", "Branches": [branch], "End": True, "Catch": []}
    text = machine(A={"Type": "Pass", "Assign": {"x": 1}, "Next": "P"}, P=outer)
    assert "'x' belongs to an outer level" in faults(text)


def test_jsonata_cannot_go_back() -> None:
    """A state may turn to JSONata; it cannot turn back in a machine that uses it."""
    text = json.dumps(
        {"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {**TASK, "QueryLanguage": "JSONPath"}}}
    )
    assert "cannot go back" in faults(text)


def test_a_definition_is_compiled() -> None:
    """What was read has its states, levels and defaults; its version is the digest of its text."""
    branch = {"StartAt": "B", "States": {"B": {**TASK, "Retry": [{"ErrorEquals": ["E"]}]}}}
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED"},
        "StartAt": "D",
        "States": {"D": {"Type": "Succeed"}},
    }
    text = machine(
        A={"Type": "Parallel", "Branches": [branch], "Next": "C"},
        C={"Type": "Map", "ItemProcessor": processor, "MaxConcurrency": 3, "End": True},
    )
    definition = parse_definition(text, LIMITS)
    parallel, mapping = definition.machine.states["A"], definition.machine.states["C"]
    assert isinstance(parallel, Parallel)
    assert isinstance(mapping, Map)
    task = parallel.branches[0].states["B"]
    assert isinstance(task, Task)
    retrier = task.retry[0]
    assert (retrier.interval, retrier.max_attempts, retrier.backoff, retrier.max_delay) == (1, 3, 2.0, None)
    assert mapping.mode == "DISTRIBUTED"
    assert definition.digest != parse_definition(text + " ", LIMITS).digest
