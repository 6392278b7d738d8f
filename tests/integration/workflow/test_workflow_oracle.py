"""The corpus of workflows runs alike in moto's engine, which is LocalStack's, wherever that is an oracle."""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from testing.states.cases import Case, read_cases

pytestmark = pytest.mark.slow

CASES: Final = read_cases(Path(__file__).parents[2] / "fixtures" / "states")
LONGEST: Final = 10.0
"""Seconds for one execution."""


def comparable(case: Case) -> bool:
    """Whether the engine can run the case: it has no tasks of ours, no JSONata, and really waits."""
    text = json.dumps(case.definition)
    waits = '"Wait"' in text and '"Seconds": 0' not in text
    return not (case.tasks or case.limits or case.moto or waits or "JSONata" in text or '"Task"' in text)


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    """A client of the engine, where moto is installed (pip install 'moto[stepfunctions]')."""
    moto = pytest.importorskip("moto")
    boto3 = pytest.importorskip("boto3")
    logging.getLogger("moto").setLevel(logging.CRITICAL)
    with moto.mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield boto3.client(
            "stepfunctions", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if comparable(case)])
def test_a_case_ends_alike_in_another_engine(name: str, engine: Any) -> None:
    """Status, output and error agree; cases where they cannot say why."""
    case = CASES[name]
    machine = engine.create_state_machine(
        name=name.replace("/", "-"),
        definition=json.dumps(case.definition),
        roleArn="arn:aws:iam::123456789012:role/x",
    )
    run = engine.start_execution(
        stateMachineArn=machine["stateMachineArn"], name="run", input=json.dumps(case.input)
    )
    found = ended(engine, run["executionArn"])
    assert found["status"].lower() == case.expect["status"]
    if found["status"] == "SUCCEEDED":
        assert output(found) == case.expect["output"]
    else:
        assert found.get("error", "") == case.expect["error"]


def ended(engine: Any, execution: str) -> dict[str, Any]:
    """The execution's description once it has ended; the engine offers nothing to wait on."""
    until = time.monotonic() + LONGEST
    while True:
        found: dict[str, Any] = engine.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING" or time.monotonic() > until:
            return found
        time.sleep(0.01)


def output(found: dict[str, Any]) -> Any:
    """The output; the engine writes a text as output without its quotes, and leaves null out."""
    try:
        return json.loads(found.get("output", "null"))
    except ValueError:
        return found["output"]
