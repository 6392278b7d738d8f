"""The way of the data through a state: input, arguments, result, output and variables, within bounds."""

from dataclasses import dataclass

from shared.states import errors
from shared.states.definition.model import Catcher, DataFlow, Rule, Source
from shared.states.errors import StateError
from shared.states.expressions.paths import Path
from shared.states.expressions.reference import Step, put
from shared.states.expressions.templates import Constant, Template
from shared.states.expressions.view import View
from shared.states.interpret.failure import Failure
from shared.states.values import Json, TooLargeError, check_size, shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a state leaves: its output with its size as JSON in bytes, and the variables that it sets."""

    output: Json
    size: int
    assigned: dict[str, Json] | None


def effective_input(data: DataFlow, view: View) -> Json:
    """The input after InputPath; the whole input in JSONata."""
    return {} if data.input_path is None else data.input_path.read(view)


def arguments(data: DataFlow, view: View) -> Json:
    """What the work of the state gets: Parameters or Arguments, else the effective input."""
    effective = effective_input(data, view)
    value = effective if data.arguments is None else data.arguments.read(view.of(effective))
    bounded(value, view.limits.payload_bytes, view)
    return value


def outcome(data: DataFlow, view: View, result: Json, most_bytes: int) -> Outcome:
    """The outcome of a state whose work gave `result`; the output may have `most_bytes`."""
    assigned = _assigned(data.assign, view, result, jsonata=data.jsonata)
    if data.jsonata:
        output = result if data.output is None else data.output.read(view.with_states(result=result))
    else:
        output = result if data.result_selector is None else data.result_selector.read(view.of(result))
        output = _placed(view.value, data.result_path, output)
        output = {} if data.output_path is None else data.output_path.read(view.of(output))
    return Outcome(output, bounded(output, most_bytes, view), assigned)


def passed(data: DataFlow, view: View, rule: Rule | None = None) -> Outcome:
    """The outcome of a state without a result; a rule of a Choice has an output and variables of its own."""
    effective = effective_input(data, view)
    source = data if rule is None else rule
    assigned = _assigned(source.assign, view, effective, jsonata=data.jsonata, result_known=False)
    if data.jsonata:
        output = view.value if source.output is None else source.output.read(view)
    else:
        output = {} if data.output_path is None else data.output_path.read(view.of(effective))
    return Outcome(output, bounded(output, view.limits.payload_bytes, view), assigned)


def caught(catcher: Catcher, view: View, failure: Failure, *, jsonata: bool) -> Outcome:
    """The outcome of a state whose failure was caught."""
    told: Json = {"Error": failure.error, "Cause": failure.cause}
    seen = view.with_states(errorOutput=told)
    assigned = _assigned(catcher.assign, seen, told, jsonata=jsonata, result_known=False)
    if jsonata:
        output = told if catcher.output is None else catcher.output.read(seen)
    else:
        output = _placed(view.value, catcher.result_path, told)
    return Outcome(output, bounded(output, view.limits.payload_bytes, view), assigned)


def _assigned(
    assign: Template | None, view: View, value: Json, *, jsonata: bool, result_known: bool = True
) -> dict[str, Json] | None:
    """The variables: all right sides see those from before the state."""
    if assign is None:
        return None
    seen = view if jsonata and not result_known else view.with_states(result=value)
    found = assign.read(seen if jsonata else view.of(value))
    bounded(found, view.limits.payload_bytes, view)
    if not isinstance(found, dict):
        return None
    bounded({**view.variables, **found}, view.limits.variables_bytes, view)
    return found


def _placed(document: Json, steps: tuple[Step, ...] | None, value: Json) -> Json:
    if steps is None:
        return document
    try:
        return put(document, steps, value)
    except LookupError as error:
        cause = f"ResultPath cannot be followed in the state's input: {error}."
        raise StateError(errors.RESULT_PATH_MATCH_FAILURE, cause) from error


def bounded(value: Json, most_bytes: int, view: View) -> int:
    """The size of a value in bytes; StateError (States.DataLimitExceeded) when it is too large or deep."""
    try:
        return check_size(value, most_bytes, view.limits.payload_depth)
    except TooLargeError as error:
        raise StateError(errors.DATA_LIMIT_EXCEEDED, f"{str(error)[:1].upper()}{str(error)[1:]}.") from error


def whole_number(source: Source, view: View, what: str, low: int, high: int) -> int:
    """A setting as whole number from `low` to `high`; StateError says what it is instead."""
    value = source.read(view)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return value
    cause = f"{what} takes a whole number from {low} to {high}, not {shown(value)}."
    raise StateError(_blame(source), cause)


def text(source: Source, view: View, what: str) -> str:
    """A setting as text; StateError says what it is instead."""
    value = source.read(view)
    if isinstance(value, str):
        return value
    raise StateError(_blame(source), f"{what} takes a text, not {shown(value)}.")


def _blame(source: Source) -> str:
    return errors.RUNTIME if isinstance(source, Path | Constant) else errors.QUERY_EVALUATION_ERROR
