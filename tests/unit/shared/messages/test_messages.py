"""What messages refuse, and what they read over."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from shared.contracts.messages.batch import Batch, Change
from shared.contracts.messages.transfers.report import REPORT, Applied, Built, SignatureMade
from shared.contracts.messages.transfers.want import NEEDS_MAX, Held, Need, Want
from shared.contracts.messages.version import NewerSchemaError, check_version
from shared.model.entry import DELETED, Kind, State

FILE = State(kind=Kind.FILE, content="1" * 64)


def batch(**fields: object) -> Batch:
    """Return a batch with some fields set otherwise."""
    values = {
        "collection": "kernels",
        "site": "esac",
        "incarnation": "0" * 16,
        "sequence": 1,
        "made_at": datetime(2026, 3, 4, tzinfo=UTC),
        "changes": (Change(path="f", state=FILE),),
    }
    return Batch(**{**values, **fields})


def test_a_batch_comes_back_as_it_was():
    """JSON and back is the same value."""
    assert Batch.model_validate_json(batch().model_dump_json(exclude_none=True)) == batch()


@pytest.mark.parametrize(
    "fields",
    [
        {"collection": "Kernels"},
        {"site": "a.b"},
        {"site": ""},
        {"incarnation": "1"},
        {"sequence": 0},
        {"changes": (Change(path="f", state=FILE), Change(path="f", state=DELETED))},
    ],
)
def test_a_batch_checks_itself(fields: dict[str, object]):
    """Names, numbers and paths are right, or there is no batch."""
    with pytest.raises(ValidationError):
        batch(**fields)


@pytest.mark.parametrize("path", ["", "/f", "../f", "a//b", "a/./b", "a\0b", ".spicerack/x", "n" * 256])
def test_a_change_names_a_path_inside_of_the_root(path: str):
    """Nothing outside of a root, and nothing of ours, can be named (I7)."""
    with pytest.raises(ValidationError):
        Change(path=path, state=FILE)


def test_a_file_has_a_content_and_nothing_else_has():
    """A state that makes no sense is refused."""
    with pytest.raises(ValidationError):
        State(kind=Kind.FILE)
    with pytest.raises(ValidationError):
        State(kind=Kind.DIRECTORY, content="1" * 64)


def test_unknown_fields_are_read_over():
    """A minor addition by a newer peer does no harm."""
    text = batch().model_dump_json()[:-1] + ',"novelty":1}'
    assert Batch.model_validate_json(text) == batch()


def test_a_newer_major_version_is_refused():
    """The operator must upgrade this service."""
    with pytest.raises(NewerSchemaError, match="version 2"):
        check_version('{"schema_version": 2}')


@pytest.mark.parametrize("body", ['{"schema_version": 1}', "{}", "[]", "no JSON", '{"schema_version": "2"}'])
def test_what_names_no_newer_version_is_left_to_the_model(body: str):
    """Malformed bodies are the model's to refuse."""
    check_version(body)


def test_a_want_is_bounded():
    """It fits into one message."""
    needs = tuple(
        Need(path=f"f{at}", revision=1, held=Held(kind=Kind.DELETED)) for at in range(NEEDS_MAX + 1)
    )
    with pytest.raises(ValidationError):
        Want(collection="kernels", site="esac", log_id="0", head=1, placed=1, needs=needs)


def test_a_want_tells_what_is_held_at_each_path():
    """The prior of each need, by its path."""
    held = Held(kind=Kind.FILE, content="1" * 64)
    needs = (Need(path="f", revision=1, held=held),)
    want = Want(collection="kernels", site="esac", log_id="0", head=1, placed=1, needs=needs)
    assert want.held_at == {"f": held}


@pytest.mark.parametrize(
    "report",
    [
        Applied(collection="kernels", site="esac", pack="0" * 32),
        Built(collection="kernels", site="esac", pack="0" * 32),
        SignatureMade(collection="kernels", site="esac", content="1" * 64),
    ],
)
def test_a_report_says_of_what_kind_it_is(report: Applied | Built | SignatureMade):
    """One subject carries all kinds."""
    assert REPORT.validate_json(report.model_dump_json()) == report
