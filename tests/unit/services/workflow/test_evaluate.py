"""Every engine of JSONata gives the same; the one of the service outlives what ends its process."""

import os
import signal
from collections.abc import Iterator

import pytest

from services.workflow.evaluate.confined import ConfinedEngine
from shared.states.errors import QUERY_EVALUATION_ERROR, StateError
from shared.states.expressions.draws import Draws
from shared.states.expressions.engine import Engine, Evaluation, InProcess
from testing.states.world import LIMITS, START

MIB = 1024 * 1024
PATIENCE = 600.0


def evaluation(source: str, *names: str, milliseconds: int = 60_000) -> Evaluation:
    """Return the evaluation of an expression that sees one variable."""
    limits = LIMITS.model_copy(update={"jsonata_milliseconds": milliseconds})
    return Evaluation(
        source, frozenset(names), {"v": {"a": [1, 2.5, None, "é"]}}, Draws("s", "n"), START, limits
    )


@pytest.fixture(scope="module")
def confined() -> Iterator[ConfinedEngine]:
    """The engine of the service."""
    engine = ConfinedEngine(memory_bytes=512 * MIB, wait_seconds=PATIENCE)
    yield engine
    engine.close()


@pytest.fixture(params=["in process", "confined"])
def engine(request: pytest.FixtureRequest, confined: ConfinedEngine) -> Engine:
    """Each engine."""
    return InProcess() if request.param == "in process" else confined


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$v", {"a": [1, 2.5, None, "é"]}),
        ("$v.a[2]", None),
        ("$sum($v.a[[0..1]])", 3.5),
        ("'\\ud83d\\ude00' & $now()", "😀2026"),
        ("$length($pad('a', 1000000))", 1_000_000),
    ],
)
def test_an_expression_has_the_same_value_in_every_engine(
    engine: Engine, source: str, expected: object
) -> None:
    """Values of JSON come back as they are."""
    found = engine.evaluate(evaluation(source, "now", "v"))
    assert found == expected or (isinstance(expected, str) and str(found).startswith(expected))


@pytest.mark.parametrize("source", ["$v.b", "$v.a[3] + 1", "1/0", "function($x){$x}", "$error('own')"])
def test_an_error_is_the_same_in_every_engine(engine: Engine, source: str) -> None:
    """Retry and Catch see one name, and a person the words of the engine."""
    with pytest.raises(StateError, match="The JSONata expression") as caught:
        engine.evaluate(evaluation(source, "v"))
    assert caught.value.error == QUERY_EVALUATION_ERROR


def test_what_is_drawn_follows_from_the_decision(engine: Engine) -> None:
    """The same decision draws the same again; two expressions of one decision draw different numbers."""
    asked = evaluation("$random()", "random")
    both = [engine.evaluate(asked), engine.evaluate(asked)]
    again = evaluation("$random()", "random")
    assert both == [engine.evaluate(again), engine.evaluate(again)]
    assert both[0] != both[1]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("$length($pad('a', 2000000000))", id="memory"),
        pytest.param(
            "($f := function($s, $n){$n = 0 ? $s : $f($s & $s, $n - 1)}; $f('aaaaaaaa', 40))", id="doubles"
        ),
        pytest.param("$pad('a', 40000000)", id="answer"),
    ],
)
def test_an_expression_that_takes_too_much_fails_alone(confined: ConfinedEngine, source: str) -> None:
    """The service goes on, and the next expression is evaluated."""
    with pytest.raises(StateError, match=r"memory|bytes|timeout") as caught:
        confined.evaluate(evaluation(source, milliseconds=1000))
    assert caught.value.error == QUERY_EVALUATION_ERROR
    assert confined.evaluate(evaluation("1 + 1")) == 2


def test_a_process_that_was_ended_from_outside_costs_nothing(confined: ConfinedEngine) -> None:
    """It is no fault of the expression: another process evaluates it."""
    assert confined.evaluate(evaluation("1")) == 1
    process = confined._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    assert confined.evaluate(evaluation("2")) == 2


def test_a_process_that_does_not_answer_is_ended() -> None:
    """The service waits so long, and not longer."""
    engine = ConfinedEngine(memory_bytes=512 * MIB)
    engine.evaluate(evaluation("1"))
    assert engine._process is not None
    os.kill(engine._process.pid, signal.SIGSTOP)
    engine._wait_seconds = 0.0
    with pytest.raises(StateError, match="took too long"):
        engine.evaluate(evaluation("1"))
    assert engine._process is None
