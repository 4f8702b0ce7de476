"""Documents that were read before: parsing and validating cost more than answering."""

from collections.abc import Sequence
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    parse,
    specified_rules,
    validate,
)

from api.graphql.limits import MOST_TOKENS, check_size
from api.graphql.schema import SCHEMA

#: the largest that is within the limits takes 0.3 MB
MOST_DOCUMENTS = 100
MOST_ERRORS = 10


class Refused(Exception):  # noqa: N818 nothing of ours went wrong
    """The document cannot be answered; `errors` say why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


@lru_cache(maxsize=MOST_DOCUMENTS)
def read_document(text: str, *, introspection: bool) -> DocumentNode:
    """A document that is within the limits and fits the schema. Raises Refused, which is not kept.

    Without `introspection` nothing tells what the schema holds, hints in errors neither.
    """
    try:
        # Locations are left out: they hold the whole text and every token of it in memory.
        document = parse(text, no_location=True, max_tokens=MOST_TOKENS)
        check_size(SCHEMA, document)
    except GraphQLError as error:
        raise Refused([error]) from None
    except RecursionError:
        raise Refused([GraphQLError("This is nested too deep to be read.")]) from None
    rules = (
        specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
    )
    errors = validate(
        SCHEMA, document, rules, max_errors=MOST_ERRORS, hide_suggestions=not introspection
    )
    if errors:
        raise Refused(errors)
    return document
