"""The part of ADQL 2.1 that is answered: one SELECT from one table. Everything else is refused in words.

A library reads the text into a tree. Of the tree only nodes that are known here become parts of a question,
each by itself, and values become parameters: no text of a caller reaches the database.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlalchemy import ColumnElement, and_, case, distinct, func, literal, not_, or_
from sqlglot import exp
from sqlglot.errors import SqlglotError

from services.archive.database.tables import frame
from services.archive.vo.adql_regions import AdqlError, called, number_of, point_of, region_of
from services.archive.vo.conditions import Condition, covers_point, holds_middle, meets
from services.archive.vo.obscore import REGION, TABLE, Column
from services.archive.vo.regions import RegionError
from services.archive.vo.votable import Field

TEXT_MAX = 20_000
"""Characters of a question: a polygon of a thousand points."""

BRACKETS_MAX = 200
"""Of a question: more nobody writes by hand."""

DEPTH_MAX = 100
"""Of the tree, as deep as a chain of AND or of sums is long: reading deeper ones takes the stack."""

DIALECT = "tsql"
"""The library's, of those that know TOP."""

FORM = f"SELECT [DISTINCT] [TOP n] columns FROM {TABLE} [WHERE ...] [GROUP BY ...] [ORDER BY ...]"

PARTS = frozenset(
    (
        *("this", "expression", "expressions", "alias", "db", "table", "quoted", "is_string"),
        *("from_", "from", "where", "group", "order", "limit", "distinct"),
        *("low", "high", "negate", "desc", "nulls_first", "typed", "safe", "big_int"),
    )
)
"""Of nodes, as the library names them. What has any other is refused: it may make the contrary of a node."""

Value = ColumnElement[Any]

BY_DATE = (frame.c.observation_date.desc(), frame.c.id)
"""The order of lists."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as parts for the database."""

    fields: tuple[Field, ...]
    columns: tuple[Value, ...]
    where: tuple[Condition, ...]
    group: tuple[Value, ...]
    order: tuple[Value, ...]
    """Ends with the order of lists, where rows are frames: that of the table tells when a frame came in."""
    top: int | None
    unique: bool


def read_adql(text: str, columns: Mapping[str, Column], *, seen: Condition) -> Question:
    """Return the question that a text asks about columns, where `seen` holds for rows that the caller sees.

    Raises:
        AdqlError: it is none, or one that is not answered here.
    """
    select = _tree(text)
    reader = _Reader(columns, seen)
    told = [pair for item in select.expressions for pair in reader.told(item)]
    where, group, order = (select.args.get(name) for name in ("where", "group", "order"))
    reader.names = {field.name: value for field, value in told}
    reader.places = [value for _, value in told]
    asked = () if order is None else tuple(map(reader.ordered, order.expressions))
    return Question(
        fields=tuple(field for field, _ in told),
        columns=tuple(value for _, value in told),
        where=() if where is None else (reader.condition(where.this),),
        group=() if group is None else tuple(map(reader.value, group.expressions)),
        order=(*asked, *(BY_DATE if _is_of_frames(select) else ())),
        top=_top(select.args.get("limit")),
        unique=select.args.get("distinct") is not None,
    )


def _is_of_frames(select: exp.Select) -> bool:
    """Tell whether each row of the answer is a frame."""
    folded = any(item.find(exp.AggFunc) for item in select.expressions)
    return not (folded or select.args.get("group") or select.args.get("distinct"))


def _tree(text: str) -> exp.Select:
    if len(text) > TEXT_MAX or text.count("(") > BRACKETS_MAX:
        raise AdqlError(f"the query has over {TEXT_MAX} characters, or over {BRACKETS_MAX} brackets")
    try:
        trees = sqlglot.parse(text, read=DIALECT)
    except (SqlglotError, RecursionError, ValueError) as error:
        words = str(error).split("\n")[0].replace("\x1b[4m", "").replace("\x1b[0m", "")
        raise AdqlError(f"this is no ADQL that is understood here ({words[:200]}): {FORM}") from error
    select = trees[0] if len(trees) == 1 else None
    if select is not None and _is_deep(select):
        raise AdqlError(f"the query has over {DEPTH_MAX} conditions, sums or brackets in a row")
    if not isinstance(select, exp.Select):
        raise AdqlError(f"one SELECT is answered here: {FORM}")
    for node in select.walk():
        _check_parts(node)
    source = select.args.get("from_") or select.args.get("from")
    named = source.this if source is not None else None
    if not isinstance(named, exp.Table) or f"{named.db}.{named.name}".lower() != TABLE:
        raise AdqlError(f"there is one table, {TABLE}: {FORM}")
    return select


def _check_parts(node: exp.Expr) -> None:
    """Make sure that all is read that the library tells of a node. Raises AdqlError."""
    known = PARTS - {"expressions"} if isinstance(node, exp.AggFunc) else PARTS
    for name, part in node.args.items():
        if part and name not in known:
            words = name.upper().replace("_", " ").strip()
            raise AdqlError(f"{words} of {node.sql()[:80]!r} is not answered here: {FORM}")


def _is_deep(tree: exp.Expr) -> bool:
    """Tell whether a tree is too deep, level by level: a recursion would not return."""
    level = [tree]
    for _ in range(DEPTH_MAX):
        level = [below for one in level for below in one.iter_expressions()]
        if not level:
            return False
    return True


def _top(limit: Any) -> int | None:  # noqa: ANN401 - the library's nodes
    if limit is None:
        return None
    number = limit.expression if isinstance(limit, exp.Limit) else None
    if not isinstance(number, exp.Literal) or number.is_string or not number.this.isdigit():
        raise AdqlError("TOP takes a whole number")
    return min(int(number.this), 2**31 - 1)


class _Reader:
    """Reads nodes, one kind at a time."""

    def __init__(self, columns: Mapping[str, Column], seen: Condition) -> None:
        self._columns, self._seen = columns, seen
        self.names: Mapping[str, Value] = {}
        """Of what is told, for ORDER BY."""
        self.places: Sequence[Value] = ()
        """The same in its order."""

    def told(self, item: exp.Expression) -> list[tuple[Field, Value]]:
        """Return columns that an item of the list names."""
        if isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star)):
            return list(self._columns.values())
        name = item.alias if isinstance(item, exp.Alias) else ""
        inner = item.this if isinstance(item, exp.Alias) else item
        if isinstance(inner, exp.Column):
            field, value = self._column(inner)
            return [(_named(field, name or field.name), value)]
        return [(Field(name=name or inner.key, datatype=self._kind(inner)), self.value(inner))]

    def _kind(self, node: exp.Expression) -> str:
        """Return the type of a value, as VOTable names it."""
        match node:
            case exp.Column():
                return self._column(node)[0].datatype
            case exp.Literal() if node.is_string:
                return "char"
            case exp.Lower() | exp.Upper():
                return "char"
            case exp.Min() | exp.Max() | exp.Paren():
                return self._kind(node.this)
            case exp.Count():
                return "long"
        return "double"

    def ordered(self, item: exp.Expression) -> Value:
        """Return a column of ORDER BY: by its name, or by its place among those that are told."""
        if not isinstance(item, exp.Ordered):
            raise _unknown(item)
        inner = item.this
        if isinstance(inner, exp.Literal):
            return _directed(self._at(inner), item)
        named = self.names.get(inner.name) if isinstance(inner, exp.Column) else None
        return _directed(self.value(inner) if named is None else named, item)

    def _at(self, place: exp.Literal) -> Value:
        number = int(place.this) if not place.is_string and place.this.isdigit() else 0
        if not 1 <= number <= len(self.places):
            raise AdqlError(f"ORDER BY {place.this[:20]}: a column's place is 1 to {len(self.places)}")
        return self.places[number - 1]

    def condition(self, node: exp.Expression) -> Condition:  # noqa: PLR0911 - a line a kind
        """Return a condition."""
        match node:
            case exp.Paren():
                return self.condition(node.this)
            case exp.And():
                return and_(self.condition(node.this), self.condition(node.expression))
            case exp.Or():
                return or_(self.condition(node.this), self.condition(node.expression))
            case exp.Not():
                return not_(self.condition(node.this))
            case exp.Is() if isinstance(node.expression, exp.Null):
                return self.value(node.this).is_(None)
            case exp.Between():
                return self.value(node.this).between(
                    self.value(node.args["low"]), self.value(node.args["high"])
                )
            case exp.In() if node.expressions:
                return self.value(node.this).in_([self.value(one) for one in node.expressions])
            case exp.Like():
                # No sign escapes: one at the end is an error of the rows that fit so far, seen or not.
                fits = self.value(node.this).like(self.value(node.expression), escape="")
                return not_(fits) if node.args.get("negate") else fits
        return self._compared(node)

    def value(self, node: exp.Expression) -> Value:
        """Return a value."""
        match node:
            case exp.Column():
                field, value = self._column(node)
                if field.name == REGION:
                    raise AdqlError(f"{REGION} is a region: ask CONTAINS or INTERSECTS about it")
                return value
            case exp.Literal():
                return literal(node.this) if node.is_string else literal(number_of(node))
            case exp.Neg():
                return -self.value(node.this)
            case exp.Paren():
                return self.value(node.this)
            case exp.Count():
                return self._count(node)
        return self._computed(node)

    def _computed(self, node: exp.Expression) -> Value:
        for kind, make in SUMS.items():
            if isinstance(node, kind):
                made = make(self.value(node.this), self.value(node.expression))
                # An overflow in a row that the caller does not see would tell of it: those are not computed.
                # What is folded is folded of seen ones alone.
                return made if node.find(exp.AggFunc) else case((self._seen, made))
        for kind, fold in AGGREGATES.items():
            if isinstance(node, kind):
                return fold(self.value(node.this))
        raise _unknown(node)

    def _count(self, node: exp.Count) -> Value:
        inner = node.this
        if isinstance(inner, exp.Star):
            return func.count()
        if isinstance(inner, exp.Distinct) and len(inner.expressions) == 1:
            return func.count(distinct(self.value(inner.expressions[0])))
        return func.count(self.value(inner))

    def _compared(self, node: exp.Expression) -> Condition:
        if isinstance(node, exp.EQ | exp.NEQ):
            for one, other in ((node.this, node.expression), (node.expression, node.this)):
                found = self._about_sky(one)
                if found is not None:
                    if not isinstance(other, exp.Literal) or other.this not in ("0", "1"):
                        raise AdqlError("CONTAINS and INTERSECTS are compared with 1 or 0")
                    return found if (other.this == "1") == isinstance(node, exp.EQ) else not_(found)
        for kinds, compare in COMPARISONS.items():
            if isinstance(node, kinds):
                return compare(self.value(node.this), self.value(node.expression))
        raise _unknown(node)

    def _about_sky(self, node: exp.Expression) -> Condition | None:
        name, parts = called(node)
        if name not in ("CONTAINS", "INTERSECTS") or len(parts) != 2:
            return None
        try:
            return self._sky(name, parts)
        except RegionError as error:
            raise AdqlError(f"{name}: {error}") from error

    def _sky(self, name: str, parts: Sequence[exp.Expression]) -> Condition:
        mine = [self._isregion_of(one) for one in parts]
        if name == "INTERSECTS" and mine.count(True) == 1:
            return meets(region_of(parts[mine.index(False)]))
        if name == "CONTAINS" and self._is_middle(parts[0]) and not mine[1]:
            return holds_middle(region_of(parts[1]))
        if name == "CONTAINS" and mine == [False, True]:
            return covers_point(point_of(parts[0]))
        raise AdqlError(
            f"{name}: say CONTAINS(POINT(s_ra, s_dec), REGION), CONTAINS(POINT(...), s_region) or "
            "INTERSECTS(s_region, REGION), where REGION is a CIRCLE or a POLYGON"
        )

    def _isregion_of(self, node: exp.Expression) -> bool:
        return isinstance(node, exp.Column) and node.name.lower() == REGION

    def _is_middle(self, node: exp.Expression) -> bool:
        name, parts = called(node)
        columns = [one.name.lower() for one in parts if isinstance(one, exp.Column)]
        return name == "POINT" and columns == ["s_ra", "s_dec"]

    def _column(self, node: exp.Column) -> Column:
        found = self._columns.get(node.name.lower())
        if found is None:
            raise AdqlError(f"{TABLE} has no column {node.name[:60]!r}: ask /vo/tap/tables for them")
        return found


SUMS: Mapping[Any, Callable[[Value, Value], Value]] = {
    exp.Add: lambda one, other: one + other,
    exp.Sub: lambda one, other: one - other,
    exp.Mul: lambda one, other: one * other,
    exp.Div: lambda one, other: one / func.nullif(other, 0),
}

AGGREGATES: Mapping[Any, Callable[[Value], Value]] = {
    exp.Min: func.min,
    exp.Max: func.max,
    exp.Avg: func.avg,
    exp.Sum: func.sum,
    exp.Lower: func.lower,
    exp.Upper: func.upper,
    exp.Abs: func.abs,
}

COMPARISONS: Mapping[Any, Callable[[Value, Value], Condition]] = {
    exp.EQ: lambda one, other: one == other,
    exp.NEQ: lambda one, other: one != other,
    exp.LT: lambda one, other: one < other,
    exp.LTE: lambda one, other: one <= other,
    exp.GT: lambda one, other: one > other,
    exp.GTE: lambda one, other: one >= other,
}


def _directed(value: Value, item: exp.Ordered) -> Value:
    return value.desc().nulls_last() if item.args.get("desc") else value.asc().nulls_last()


def _named(field: Field, name: str) -> Field:
    return Field(name=name, datatype=field.datatype, unit=field.unit, ucd=field.ucd, xtype=field.xtype)


def _unknown(node: exp.Expression) -> AdqlError:
    return AdqlError(f"{node.sql()[:80]!r} is not answered here: {FORM}")
