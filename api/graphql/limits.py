"""How much one document may ask for: known before any of it is validated or done."""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
)

from api.graphql.nodes import MOST, PAGE

DEEPEST = 10
MOST_ALIASES = 15
MOST_TOKENS = 1000
#: fields that are answered, each as often as the lists around it are taken to be long
MOST_COST = 10_000
#: how long a list without `first` is taken to be
LIST = 5

Parent = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True, slots=True)
class Size:
    depth: int = 0
    cost: int = 0
    aliases: int = 0


def check_size(schema: GraphQLSchema, document: DocumentNode) -> None:
    """Raise GraphQLError where an operation of the document is too deep, too wide or too dear.

    A `first` that is a variable counts as the most it may be.
    """
    measure = _Measure(schema, document)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        size = measure.selections(
            operation.selection_set, schema.get_root_type(operation.operation)
        )
        for found, most, what in (
            (size.depth, DEEPEST, "levels deep"),
            (size.aliases, MOST_ALIASES, "aliases"),
            (size.cost, MOST_COST, "fields in all"),
        ):
            if found > most:
                raise GraphQLError(
                    f"This asks for {found:,} {what}; at most {most:,} are answered."
                )


class _Measure:
    """Sizes of selections. A fragment is measured once, however often it is spread."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            fragment.name.value: fragment
            for fragment in document.definitions
            if isinstance(fragment, FragmentDefinitionNode)
        }
        self._measured: dict[str, Size] = {}

    def selections(self, selected: SelectionSetNode | None, parent: object) -> Size:
        sizes = [
            self._selection(node, parent) for node in (selected.selections if selected else ())
        ]
        return Size(
            max((size.depth for size in sizes), default=0),
            sum(size.cost for size in sizes),
            sum(size.aliases for size in sizes),
        )

    def _selection(self, node: object, parent: object) -> Size:
        match node:
            case FieldNode():
                return self._field(node, parent)
            case InlineFragmentNode(type_condition=condition):
                named = self._schema.get_type(condition.name.value) if condition else parent
                return self.selections(node.selection_set, named)
            case FragmentSpreadNode():
                return self._fragment(node.name.value)
        return Size()

    def _fragment(self, name: str) -> Size:
        if name not in self._measured and name in self._fragments:
            # Nothing while it is being measured: validation refuses what spreads itself.
            self._measured[name] = Size()
            fragment = self._fragments[name]
            self._measured[name] = self.selections(
                fragment.selection_set, self._schema.get_type(fragment.type_condition.name.value)
            )
        return self._measured.get(name, Size())

    def _field(self, node: FieldNode, parent: object) -> Size:
        name = node.name.value
        if name.startswith("__"):
            return Size()
        defined = parent.fields.get(name) if isinstance(parent, Parent) else None
        inner = self.selections(node.selection_set, defined and get_named_type(defined.type))
        return Size(
            inner.depth + 1,
            1 + (_times(node, defined) if defined else 1) * inner.cost,
            inner.aliases + (node.alias is not None),
        )


def _times(node: FieldNode, defined: GraphQLField) -> int:
    if "first" in defined.args:
        value = next((a.value for a in node.arguments or () if a.name.value == "first"), None)
        match value:
            case None:
                return PAGE
            case IntValueNode(value=digits) if len(digits) < len(str(MOST)):
                return abs(int(digits))
        return MOST
    # The edges of a connection were counted by its `first`.
    is_list = isinstance(get_nullable_type(defined.type), GraphQLList)
    return LIST if is_list and node.name.value != "edges" else 1
