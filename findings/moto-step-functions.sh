#!/bin/sh
# moto 5.2.5, Step Functions with execution switched on.
#
# Guess before: DescribeExecution gives the output as JSON text, as the API's reference says of `output`; and
# variables of JSONPath states (Assign, then "$name") work, since only JSONata is known to lack its engine.
#
# Seen: an output that is a text comes without its quotes (yes, not "yes"), so that json.loads fails on it and
# the text 5 cannot be told from the number 5; an output of null is left out of the answer. Reading any variable
# in a JSONPath state fails with States.Runtime, TypeError('NoneType' object is not callable): moto reads
# variables through the JSONata engine that it does not have.
#
# Fails if moto behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'moto[stepfunctions]==5.2.5'
"$folder/venv/bin/python" - <<'PYTHON'
import json
import logging
import time

import boto3
from moto import mock_aws

logging.disable(logging.CRITICAL)


def run(client, name, states):
    definition = {"StartAt": next(iter(states)), "States": states}
    machine = client.create_state_machine(
        name=name, definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/x"
    )
    execution = client.start_execution(stateMachineArn=machine["stateMachineArn"], input="{}")
    for _ in range(1000):
        found = client.describe_execution(executionArn=execution["executionArn"])
        if found["status"] != "RUNNING":
            return found
        time.sleep(0.01)
    raise SystemExit(f"{name} does not end")


with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    client = boto3.client(
        "stepfunctions", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    ends = {"Type": "Pass", "End": True}
    text = run(client, "text", {"A": {**ends, "Result": "5"}})
    number = run(client, "number", {"A": {**ends, "Result": 5}})
    null = run(client, "null", {"A": {**ends, "Result": None}})
    print("text 5:", repr(text["output"]), "number 5:", repr(number["output"]), "null:", null.get("output"))
    assert text["output"] == number["output"] == "5", "a text has its quotes now"
    assert "output" not in null, "null is told now"

    reads = {"Type": "Pass", "Parameters": {"x.$": "$v"}, "End": True}
    variable = run(client, "variable", {"A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"}, "B": reads})
    print("variable:", variable["status"], variable.get("error"), variable.get("cause"))
    assert variable["status"] == "FAILED", "variables work now"
PYTHON
echo "as described"
