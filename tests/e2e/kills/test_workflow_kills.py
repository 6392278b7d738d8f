"""Workflow processes and runners are killed at any moment: every execution ends once, as it should."""

import json
import random
import time

import httpx
import pytest

from spicerack.client.workflow import WorkflowClient
from tests.e2e.harness import PATIENCE, Rack, eventually, write

EXECUTIONS = 20
KILLS = 12
STEP = """
import json, sys, time
given = json.load(sys.stdin)
time.sleep(0.3)
print(json.dumps(given + 1))
"""
TASK = {
    "Type": "Task",
    "Resource": "spicerack:command/add",
    "Parameters": {"input.$": "$.result"},
    "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}],
}
DEFINITION = {
    "StartAt": "S1",
    "States": {
        "S1": {**TASK, "Next": "S2"},
        "S2": {**TASK, "Next": "S3"},
        "S3": {**TASK, "End": True},
    },
}


@pytest.mark.slow
def test_every_execution_ends_once_whoever_is_killed(tmp_path):
    """SIGKILL to workflow process, runner and server, while twenty executions of three steps run."""
    write(tmp_path / "step.py", STEP)
    write(
        tmp_path / "runner.toml",
        f'[commands.add]\nargv = ["/usr/bin/env", "python3", "{tmp_path}/step.py"]\n',
    )
    rack = Rack(
        tmp_path / "rack",
        "a",
        extras=("workflow", "runner"),
        settings={
            "SPICERACK_RUNNER_FILE": str(tmp_path / "runner.toml"),
            "SPICERACK_WORKFLOW_LEASE_SECONDS": "3",
        },
    )
    chance = random.Random(1)
    with rack.running():
        with WorkflowClient(f"http://127.0.0.1:{rack.port + 3}", timeout=60) as client:
            client.save("add", json.dumps(DEFINITION))
        for number in range(EXECUTIONS):
            _start(rack, number)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.5, 3.0))
            rack.kill(chance.choice(["workflow-a", "runner-a", "nats-server"]))
        eventually(
            lambda: _counts(rack) == {"succeeded": EXECUTIONS},
            what="all succeed",
            patience=3 * PATIENCE,
            pause=1,
        )
        with WorkflowClient(f"http://127.0.0.1:{rack.port + 3}", timeout=60) as client:
            for number in range(EXECUTIONS):
                assert client.execution(f"e{number}").output == {"result": number + 3, "published": []}
                kinds = [event.kind for event in client.history(f"e{number}").events]
                assert kinds.count("task-succeeded") == 3
                assert kinds.count("execution-succeeded") == 1


def _start(rack: Rack, number: int) -> None:
    address = f"http://127.0.0.1:{rack.port + 3}/api/v1/workflows/add/executions"
    body = {"input": {"result": number}, "execution": f"e{number}"}
    answer = httpx.post(address, json=body, timeout=60, trust_env=False, headers={"SpiceRack-Request": "1"})
    assert answer.status_code == 201, answer.text


def _counts(rack: Rack) -> object:
    try:
        answer = httpx.get(f"http://127.0.0.1:{rack.port + 3}/status", timeout=10, trust_env=False)
    except httpx.HTTPError:
        return None
    return answer.json().get("executions")
