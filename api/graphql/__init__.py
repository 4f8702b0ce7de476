"""The GraphQL door: the same domain functions as REST, for reading wide and for the main acts."""

from litestar import Router

from api.graphql.handler import answer_graphql
from api.limits import TellLimits

__all__ = ["router"]

router = Router("/", route_handlers=[answer_graphql], middleware=[TellLimits()])
