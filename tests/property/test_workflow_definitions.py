"""Whatever people write as a definition, it is refused in words, or it runs."""

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.states.definition.parse import parse_definition
from shared.states.definition.problems import DefinitionError
from shared.states.errors import StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import InProcess
from shared.states.expressions.faults import ExpressionError
from shared.states.expressions.intrinsics.parse import parse_call
from shared.states.expressions.paths import parse_path
from shared.states.expressions.reference import parse_reference, put
from shared.states.expressions.view import View
from testing.states.cases import read_cases
from testing.states.mutations import VALUES, mutated
from testing.states.world import LIMITS, START, World

CASES = list(read_cases(Path(__file__).parents[1] / "fixtures" / "states").values())
QUICK = LIMITS.model_copy(update={"jsonata_milliseconds": 50, "history_events": 300})
SEEDS = st.integers(min_value=0, max_value=2**32)

PATH_PIECES = (
    *("$", "$$", "$v", ".a", ".l", ".k", "..", "[*]", "[0]", "[-1]", "[1:2]", "['a']"),
    *("[?(@.k==1)]", "[?(@.k>$.a)]", "[?count(@.*)>1]", "[?(@", "(", ")", "]", "'", "\\", ","),
    *("*", "é", ".length()", "[(@.length-1)]", " ", "\ud800"),
)
CALL_PIECES = (
    *("States.Format(", "States.Array(", "States.ArrayRange(", "States.MathAdd("),
    *("States.StringToJson(", "States.UUID(", ")", ")", ",", ",", "States.Base64Decode("),
    *("States.Hash(", "States.ArrayUnique(", "'a{}'", "'\\'", "'", "1", "-1.5", "1e400", "null"),
    *("99999999999999999999", "$.a", "$.l[*].k", "$$", "'MD5'", " ", ", "),
)


def view() -> View:
    """A view of a document with values of every type."""
    document = {"a": {"b": [1, {"c": "x"}]}, "l": [{"k": 1}, {"k": "2"}, None, [3]], "s": "text"}
    return View(
        document, {}, {"v": {"w": 1}}, {"input": document}, Draws("s", "d"), START, QUICK, InProcess()
    )


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_a_mutated_definition_is_refused_or_runs(seed: int) -> None:
    """One change anywhere in a definition or its input ends in faults for its author, or in an execution."""
    random = Random(seed)
    case = random.choice(CASES)
    input_ = case.input if random.random() < 0.7 else random.choice(VALUES)
    try:
        world = World(mutated(case.definition, random), case.tasks, QUICK)
    except DefinitionError as refused:
        assert all(problem.message and problem.line for problem in refused.problems)
        return
    world.run(input_)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_cut_text_is_refused(seed: int) -> None:
    """A text that is cut anywhere is no definition, and the fault is told at or before the cut."""
    random = Random(seed)
    text = random.choice(CASES).model_dump_json(include={"definition"}).removeprefix('{"definition":')[:-1]
    cut = random.randrange(len(text))
    with pytest.raises(DefinitionError) as refused:
        parse_definition(text[:cut], LIMITS)
    assert refused.value.problems[0].column <= cut + 1


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PATH_PIECES), min_size=1, max_size=6).map("".join))
def test_a_path_is_refused_or_read(text: str) -> None:
    """Any text is refused as a path, or it selects, or it fails as the language says."""
    for parse in (parse_path, lambda source: parse_path("$" + source)):
        with suppress(ExpressionError, StateError):
            parse(text).read(view())
    with suppress(ExpressionError, LookupError):
        put(view().value, parse_reference("$" + text), 1)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(CALL_PIECES), min_size=1, max_size=8).map("".join))
def test_a_call_is_refused_or_computed(text: str) -> None:
    """Any text is refused as a call, or it gives a value, or it fails as the language says."""
    with suppress(ExpressionError, StateError):
        parse_call(text).read(view())
