"""The parser of definitions: from their text to their compiled form."""

import hashlib

from shared.states.definition.fields import Fields, Sheet
from shared.states.definition.levels import LevelsReader
from shared.states.definition.located import read_located
from shared.states.definition.model import Definition
from shared.states.definition.problems import DefinitionError
from shared.states.definition.simple import LONGEST_SECONDS
from shared.states.limits import Limits


def parse_definition(text: str, limits: Limits) -> Definition:
    """Parse_definition reads, checks and compiles a definition in the Amazon States Language.

    DefinitionError lists everything that its author must mend, each with line, column and JSON path. The
    rules are those of the specification (states-language.net) and of the service's limits on names.
    """
    located = read_located(text, limits)
    sheet = Sheet(located, limits)
    fields = Fields(sheet, (), located.value)
    version = fields.text("Version")
    if version is not None and version != "1.0":
        fields.fault(f"the version of the language is \"1.0\", not '{version}'", "Version")
    language = fields.one_of("QueryLanguage", "JSONPath", "JSONata")
    comment = fields.text("Comment")
    timeout = fields.integer("TimeoutSeconds", 1, LONGEST_SECONDS)
    machine = LevelsReader(sheet, jsonata=language == "JSONata").read(fields)
    fields.close()
    if sheet.problems:
        raise DefinitionError(sheet.problems)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Definition(machine=machine, digest=digest, comment=comment, timeout_seconds=timeout)
