"""Scopes of machine tokens: names for bundles of acts. A scope narrows a role, never widens it."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenants.errors import Invalid
from tenants.policy import POLICY, Action, Role

A = Action


@dataclass(frozen=True, slots=True)
class Scope:
    description: str
    actions: frozenset[Action]


SCOPES: dict[str, Scope] = {
    name: Scope(description, frozenset(actions))
    for name, description, actions in (
        ("tenants:manage", "create firms and advisors", {A.CREATE_TENANT, A.READ_TENANTS}),
        (
            "staff:manage",
            "enrol the people who sign in, and end their logins",
            {A.MANAGE_STAFF, A.END_LOGIN},
        ),
        ("machines:manage", "create and end machine clients", {A.MANAGE_MACHINES}),
        (
            "firm:manage",
            "manage organisations, mandates, counsellors, pools, texts for readers and referrals",
            {
                A.CREATE_ORGANISATION,
                A.READ_ORGANISATION,
                A.OPEN_ORGANISATION,
                A.CREATE_MANDATE,
                A.READ_MANDATES,
                A.MANAGE_COUNSELLORS,
                A.READ_COUNSELLORS,
                A.MANAGE_POOL,
                A.READ_POOL,
                A.PUBLISH_ROLE_STATEMENT,
                A.READ_ROLE_STATEMENT,
                A.PUBLISH_LIBRARY_TEXT,
                A.READ_LIBRARY,
                A.READ_NONE_FITS,
                A.MANAGE_REFERRALS,
                A.READ_REFERRALS,
            },
        ),
        ("effort:read", "read the load and the hours of counsellors", {A.READ_LOAD, A.READ_HOURS}),
        (
            "invoices:write",
            "issue and read invoices",
            {A.ISSUE_INVOICE, A.READ_INVOICES, A.READ_ORGANISATION},
        ),
        ("invoices:read", "read invoices", {A.READ_INVOICES}),
        (
            "organisation:read",
            "read the organisation, its role statements and its library",
            {A.READ_ORGANISATION, A.READ_ROLE_STATEMENT, A.READ_LIBRARY},
        ),
        ("mandates:read", "read mandates", {A.READ_MANDATES}),
        ("headcounts:write", "put and read headcounts", {A.PUT_HEADCOUNTS, A.READ_HEADCOUNTS}),
        ("headcounts:read", "read headcounts", {A.READ_HEADCOUNTS}),
        ("activities:read", "read the preventive activities", {A.READ_ACTIVITIES}),
        ("planned-items:read", "read what prevention is planned", {A.READ_PLAN}),
        ("columns:read", "read the columns that counsellors published", {A.READ_COLUMNS}),
        (
            "transparency-notes:read",
            "read what counsellors tell after an incident",
            {A.READ_TRANSPARENCY_NOTES},
        ),
        (
            "measures:write",
            "say that the organisation's prevention measures are done, and read them",
            {A.FINISH_MEASURE, A.READ_MEASURES},
        ),
        ("measures:read", "read the prevention measures", {A.READ_MEASURES}),
        ("annual-reports:read", "read released annual reports", {A.READ_ANNUAL_REPORT}),
        (
            "participation:write",
            "decide whether the organisation takes part in benchmarks",
            {A.DECIDE_PARTICIPATION, A.READ_PARTICIPATION},
        ),
        (
            "participation:read",
            "read what the organisation decided about benchmarks, and its own position in them",
            {A.READ_PARTICIPATION, A.READ_POSITION},
        ),
        ("editions:read", "read released benchmark editions", {A.READ_EDITION}),
    )
}

#: what a machine is, by the kind of tenant that it belongs to
MACHINE_ROLES = {
    "platform": Role.OPERATOR,
    "firm": Role.FIRM_SYSTEM,
    "organisation": Role.ORGANISATION_SYSTEM,
    "advisor": Role.ADVISOR_SYSTEM,
}


def actions_of(scope: str) -> frozenset[Action]:
    """The acts of a space-separated list of scopes; a name that is unknown by now opens nothing."""
    known = (SCOPES[name].actions for name in scope.split() if name in SCOPES)
    return frozenset().union(*known)


def scopes_for(role: Role) -> tuple[str, ...]:
    """Every scope of which this role may do each act."""
    return tuple(
        name
        for name, scope in SCOPES.items()
        if all(role in POLICY[action] for action in scope.actions)
    )


def check_scopes(scopes: Iterable[str], role: Role) -> None:
    """Raise Invalid where a machine of this role cannot hold one of these scopes."""
    wanted, offered = set(scopes), scopes_for(role)
    if not wanted or not wanted <= set(offered):
        raise Invalid({"scopes": f"name one or more of {', '.join(offered)}"})
