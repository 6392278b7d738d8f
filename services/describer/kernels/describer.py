"""The describer of SPICE kernels, without CSPICE: `shared.spice` answers all. Pure."""

from services.describer.kernels.facts import facts_of
from shared.contracts.messages.description import ContentProblem, Findings, Severity
from shared.descriptions.port import Source
from shared.spice.describe.describe import describe
from shared.spice.kinds.by_name import claimed, is_partial
from shared.spice.kinds.identify import identify
from shared.spice.kinds.kind import Family
from shared.spice.problems import Problem


class KernelDescriber:
    """Implements `shared.descriptions.port.Describer`."""

    name = "kernels"

    version = 9
    """Rises whenever `shared.spice` or `facts` tell something else of any content."""

    def recognises(self, source: Source, name: str) -> bool:
        """Tell whether the content is a kernel, or bears the name of one: a page under it is a finding."""
        if claimed(name) is not None or is_partial(name):
            return True
        return identify(source, name).family is not Family.UNKNOWN

    def describe(self, source: Source, name: str) -> Findings:
        """Return all that the content tells. No bytes make it raise; errors of input pass through."""
        told = describe(source, name)
        return Findings(
            kind=told.glance.kind.family.value,
            completeness=told.glance.completeness.value,
            problems=tuple(map(problem_of, told.problems)),
            kernel=facts_of(told),
        )


def problem_of(one: Problem) -> ContentProblem:
    """Return a problem of a kernel as a message has it."""
    severity = Severity(one.severity.name.lower())
    return ContentProblem(code=one.code.value, severity=severity, detail=one.detail, line=one.line)
