"""Who asks."""

import strawberry

from api.graphql.organisations import Organisation, get_organisation
from api.graphql.shapes import Info, answer, of_parent, view
from tenants.policy import ORGANISATION, Action


async def own_organisation(info: Info) -> Organisation | None:
    """The organisation that the viewer belongs to, if it is one."""
    return await get_organisation(info, None) if info.context.actor.role in ORGANISATION else None


@view
class Viewer:
    """`name` is null for a machine; `kluisUnlocked` says whether conversations can be read now."""

    role: str
    name: str | None
    kluis_unlocked: bool
    acts: list[str] = strawberry.field(description="What the viewer may try at all.")
    organisation: Organisation | None = of_parent(own_organisation)


@strawberry.type
class ViewerAnswers:
    @answer
    async def viewer(self, info: Info) -> Viewer:
        """Who asks, as this door knows them."""
        context = info.context
        return Viewer(
            role=context.actor.role,
            name=context.name,
            kluis_unlocked=context.person is not None,
            acts=[action for action in Action if context.actor.may(action)],
        )
