"""Signatures of the intrinsic functions: how many arguments of which JSON types each takes."""

from dataclasses import dataclass
from typing import Final

from shared.states.values import Json, kind

_ANY: Final = frozenset({"null", "boolean", "number", "string", "array", "object"})
_PRINTABLE: Final = frozenset({"null", "boolean", "number", "string"})
_ARRAY: Final = frozenset({"array"})
_NUMBER: Final = frozenset({"number"})
_OBJECT: Final = frozenset({"object"})
_STRING: Final = frozenset({"string"})
_FLAG: Final = frozenset({"boolean"})


@dataclass(frozen=True, slots=True)
class Signature:
    """The types of the arguments in order: the last `optional` may be missing, `more` may follow."""

    types: tuple[frozenset[str], ...]
    optional: int = 0
    more: frozenset[str] | None = None

    def fault_of_count(self, count: int) -> str | None:
        """Words for a wrong number of arguments, or None."""
        most = len(self.types)
        least = most - self.optional
        if count < least or (count > most and self.more is None):
            wanted = f"{least}" if least == most else f"{least} to {most}"
            return f"takes {wanted if self.more is None else f'at least {least}'} arguments, not {count}"
        return None

    def fault_of_argument(self, position: int, value: Json) -> str | None:
        """Words for an argument of a wrong type at `position` (from 0), or None."""
        allowed = self.types[position] if position < len(self.types) else self.more or _ANY
        if kind(value) in allowed:
            return None
        return f"takes {' or '.join(sorted(allowed))} as argument {position + 1}, not {kind(value)}"


SIGNATURES: Final[dict[str, Signature]] = {
    "Array": Signature((), more=_ANY),
    "ArrayContains": Signature((_ARRAY, _ANY)),
    "ArrayGetItem": Signature((_ARRAY, _NUMBER)),
    "ArrayLength": Signature((_ARRAY,)),
    "ArrayPartition": Signature((_ARRAY, _NUMBER)),
    "ArrayRange": Signature((_NUMBER, _NUMBER, _NUMBER)),
    "ArrayUnique": Signature((_ARRAY,)),
    "Base64Decode": Signature((_STRING,)),
    "Base64Encode": Signature((_STRING,)),
    "Format": Signature((_STRING,), more=_PRINTABLE),
    "Hash": Signature((_ANY, _STRING)),
    "JsonMerge": Signature((_OBJECT, _OBJECT, _FLAG)),
    "JsonToString": Signature((_ANY,)),
    "MathAdd": Signature((_NUMBER, _NUMBER)),
    "MathRandom": Signature((_NUMBER, _NUMBER, _NUMBER), optional=1),
    "StringSplit": Signature((_STRING, _STRING)),
    "StringToJson": Signature((_STRING,)),
    "UUID": Signature(()),
}
