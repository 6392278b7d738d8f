"""States of every type: their common fields, then those of the type."""

from dataclasses import replace
from typing import Final

from shared.states.definition import choices, expressions, fanout, simple
from shared.states.definition.fanout import LevelReader
from shared.states.definition.fields import Fields
from shared.states.definition.model import DataFlow, State
from shared.states.expressions.templates import Template

_TYPES: Final = ("Pass", "Task", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map")
_ARGUMENTS: Final = {"Pass", "Task", "Parallel"}
"""Types with Parameters (in JSONPath); a Map calls them ItemSelector."""
_JSONATA_ARGUMENTS: Final = {"Task", "Parallel"}
_RESULTS: Final = {"Task", "Parallel", "Map"}
"""Types with ResultSelector."""
_RESULT_PATHS: Final = {"Pass", *_RESULTS}
_ENDINGS: Final = {"Choice", "Succeed", "Fail"}
"""Types without Next and End."""
_SIMPLE: Final = {
    "Pass": simple.passing,
    "Task": simple.task,
    "Choice": choices.choice,
    "Wait": simple.waiting,
    "Succeed": simple.succeeding,
    "Fail": simple.failing,
}


def read_state(fields: Fields, name: str, level: LevelReader, *, jsonata: bool) -> State | None:
    """Read_state reads a state; None when its type is unknown. `jsonata` is the language of the machine."""
    type_ = fields.text("Type", required=True)
    if type_ not in _TYPES:
        if type_ is not None:
            fields.fault(f"'{type_}' is no type of a state: {', '.join(_TYPES)}", "Type")
        return None
    fields.text("Comment")
    data = _data(fields, type_, jsonata=_language(fields, jsonata=jsonata))
    following = None if type_ in _ENDINGS else _next(fields)
    if type_ in _SIMPLE:
        state: State = _SIMPLE[type_](fields, name, data)
    else:
        reader = fanout.parallel if type_ == "Parallel" else fanout.mapping
        state = reader(fields, name, data, level)
    fields.close(jsonata=data.jsonata)
    return replace(state, next=following)


def _language(fields: Fields, *, jsonata: bool) -> bool:
    language = fields.one_of("QueryLanguage", "JSONPath", "JSONata")
    if jsonata and language == "JSONPath":
        fields.fault("a state cannot go back to JSONPath when the machine uses JSONata", "QueryLanguage")
    return jsonata or language == "JSONata"


def _data(fields: Fields, type_: str, *, jsonata: bool) -> DataFlow:
    assigns = type_ not in ("Succeed", "Fail")
    assign = expressions.assign(fields, jsonata=jsonata) if assigns else None
    if jsonata:
        arguments = type_ in _JSONATA_ARGUMENTS
        return DataFlow(
            jsonata=True,
            input_path=expressions.ROOT,
            arguments=expressions.template(fields, "Arguments", jsonata=True) if arguments else None,
            output_path=expressions.ROOT,
            output=expressions.template(fields, "Output", jsonata=True) if type_ != "Fail" else None,
            assign=assign,
        )
    paths = type_ != "Fail"
    return DataFlow(
        jsonata=False,
        input_path=expressions.path(fields, "InputPath") if paths else expressions.ROOT,
        arguments=expressions.template(fields, "Parameters", jsonata=False) if type_ in _ARGUMENTS else None,
        result_selector=_selector(fields) if type_ in _RESULTS else None,
        result_path=expressions.reference(fields, "ResultPath") if type_ in _RESULT_PATHS else (),
        output_path=expressions.path(fields, "OutputPath") if paths else expressions.ROOT,
        assign=assign,
    )


def _selector(fields: Fields) -> Template | None:
    return expressions.object_template(fields, "ResultSelector", jsonata=False)


def _next(fields: Fields) -> str | None:
    """The state that follows; None when the level ends here."""
    following = fields.text("Next")
    end = fields.flag("End")
    if following is not None and end:
        fields.fault("Next and End exclude each other: keep one", "End")
    if following is None and not end:
        fields.fault("'Next' is missing, or \"End\": true if the level ends here")
    return following
