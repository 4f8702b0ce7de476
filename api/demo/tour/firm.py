"""The systems of Vertrouwd: an organisation on its feet, through REST and through GraphQL."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx

from api.demo.roster import ROLE_STATEMENT
from api.demo.tour.browser import Browser
from api.demo.tour.client import StartedTalk
from api.demo.tour.machine import Machine, shown
from api.demo.tour.walk import Walk

REFUSED = frozenset({401, 403, 404})
INDEPENDENCE = "The organisation cannot instruct or replace a counsellor."


async def open_by_rest(walk: Walk) -> None:
    walk.person("The systems of Vertrouwd", "an organisation through REST")
    async with Machine.open(walk, "vertrouwd") as firm:
        slug, key = f"tour-{uuid4().hex[:10]}", str(uuid4())
        wanted = _organisation(slug)
        created = await firm.post("/v1/organisations", wanted, key=key)
        walk.check(
            created.status_code == 201,
            "Create an organisation, with a key of its own",
            _told(created, "state"),
        )
        again = await firm.post("/v1/organisations", wanted, key=key)
        walk.check(
            again.json() == created.json(), "Sent twice, it is created once", "the same answer"
        )
        at = f"/v1/organisations/{created.json()['tenant_id']}"
        refused = await firm.put(f"{at}/opening")
        walk.check(
            refused.json().get("reason") == "no-role-statement",
            "Without a role statement it cannot go live",
            _told(refused, "reason"),
        )
        async with Browser.open(walk) as phone:
            page = await phone.visit(f"/o/{slug}")
            walk.check(page.status == 404, "Its portal is not there yet", page.status)
            await _set_terms(walk, firm, at)
            opened = await firm.put(f"{at}/opening")
            walk.check(
                opened.json().get("state") == "live", "Now it goes live", _told(opened, "state")
            )
            page = await phone.visit(f"/o/{slug}")
            walk.check(page.says("Amina Haddad"), "Its portal is open", page.path)


async def _set_terms(walk: Walk, firm: Machine, at: str) -> None:
    mandate = await firm.post(f"{at}/mandates", _mandate())
    walk.check(mandate.status_code == 201, "Record a mandate", f"{_mandate()['hours_per_year']} h")
    statement = await firm.post(f"{at}/role-statements", {"texts": ROLE_STATEMENT})
    walk.check(
        statement.status_code == 201,
        "Publish the role statement for employees, managers and HR",
        f"version {_told(statement, 'version')}",
    )
    counsellors = (await firm.get("/v1/counsellors")).json()
    members = [{"counsellor_id": each["id"]} for each in counsellors]
    pool = await firm.put(f"{at}/mandates/{mandate.json()['id']}/pool", {"members": members})
    names = ", ".join(each["name"] for each in counsellors)
    walk.check(pool.status_code == 200, "Set the pool of counsellors", names)


async def open_by_graphql(walk: Walk) -> None:
    walk.person("The systems of Vertrouwd", "another one through GraphQL: the same functions")
    async with Machine.open(walk, "vertrouwd", quietly=True) as firm:
        created, refusals = await firm.ask(CREATE, it=_organisation(f"tour-{uuid4().hex[:10]}"))
        walk.check(
            created.get("createOrganisation"), "Create an organisation", _list(refusals) or "draft"
        )
        home = created["createOrganisation"]["id"]
        _, refusals = await firm.ask(OPEN, id=home)
        walk.check(
            refusals == ["no-role-statement"], "The same refusal to go live", _list(refusals)
        )
        terms = {_camel(name): value for name, value in _mandate().items()}
        set_up, refusals = await firm.ask(SET_UP, id=home, mandate=terms, texts=_texts())
        walk.check(not refusals, "A mandate and a role statement, in one request", _list(refusals))
        counsellors, _ = await firm.ask("{ counsellors { edges { node { id name } } } }")
        members = [{"counsellorId": e["node"]["id"]} for e in counsellors["counsellors"]["edges"]]
        mandate = set_up["createMandate"]["id"]
        pool, refusals = await firm.ask(PUT_POOL, id=mandate, members=members)
        walk.check(
            pool.get("putPool"), "The pool", _list(refusals) or f"{len(members)} counsellors"
        )
        opened, refusals = await firm.ask(OPEN, id=home)
        walk.check(
            (opened.get("openOrganisation") or {}).get("state") == "live",
            "It is live",
            _list(refusals),
        )


async def see_load_and_hours(walk: Walk, started: StartedTalk) -> None:
    walk.person("The systems of Vertrouwd", "load and hours, never content")
    async with Machine.open(walk, "vertrouwd", quietly=True) as firm:
        load = (await firm.get("/v1/load")).json()
        numbers = ", ".join(str(each["open_conversations"]) for each in load)
        walk.check(load, "See how much each counsellor carries", f"{numbers} open conversations")
        hours = (await firm.get("/v1/hours", year=_today().year - 1)).json()
        spent = sum(each["minutes"] for each in hours) // 60
        walk.check(hours, "See hours by quarter and facet", f"{spent:,} hours last year")
        told = set(hours[0])
        walk.check("conversation_id" not in told, "No hour belongs to a conversation", _list(told))
        home = next(
            o["tenant_id"]
            for o in (await firm.get("/v1/organisations", limit=100)).json()
            if o["slug"] == "noorderlicht"
        )
        path = f"/v1/organisations/{home}/conversations/{started.conversation_id}"
        refused = await firm.get(path)
        walk.check(refused.status_code in REFUSED, "A conversation is not to be read",
                   f"REST {refused.status_code}")  # fmt: skip
        data, refusals = await firm.ask("{ conversations { id pseudonym } }")
        walk.check(not data.get("conversations") and refusals, "Nor in GraphQL", _list(refusals))
    async with Machine.open(walk, "klankbord", quietly=True) as other:
        theirs = await other.get(f"/v1/organisations/{home}")
        nobodys = await other.get(f"/v1/organisations/{uuid4()}")
        walk.check(
            theirs.status_code == 404 and theirs.json() == nobodys.json(),
            "To another firm, an organisation of Vertrouwd and one that is not are the same",
            theirs.status_code,
        )


def _organisation(slug: str) -> dict[str, Any]:
    return {
        "slug": slug,
        "name": "Rondleiding",
        "sector": {"scheme": "SBI", "edition": "2025", "code": "8610"},
        "country": "NL",
        "languages": ["nl", "en"],
    }


def _mandate() -> dict[str, Any]:
    today = _today()
    return {
        "starts_on": today.isoformat(),
        "hours_per_year": 80,
        "board_access": True,
        "independence": INDEPENDENCE,
        "review_on": date(today.year + 1, 12, 1).isoformat(),
    }


def _texts() -> list[dict[str, str]]:
    return [
        {"audience": audience, "language": language, "body": body}
        for audience, by_language in ROLE_STATEMENT.items()
        for language, body in by_language.items()
    ]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _told(answer: httpx.Response, name: str) -> str:
    """A member of the answer, or the whole of it where it is another answer."""
    return str(answer.json().get(name) or shown(answer))


def _list(words: Any) -> str:
    return ", ".join(sorted(words))


def _today() -> date:
    return datetime.now(UTC).date()


CREATE = """
mutation ($it: NewOrganisation!) { createOrganisation(organisation: $it) { id state } }
"""
OPEN = "mutation ($id: ID!) { openOrganisation(organisationId: $id) { state } }"
SET_UP = """
mutation ($id: ID!, $mandate: NewMandate!, $texts: [NewRoleText!]!) {
  createMandate(organisationId: $id, mandate: $mandate) { id }
  publishRoleStatement(organisationId: $id, texts: $texts) { version }
}
"""
PUT_POOL = """
mutation ($id: ID!, $members: [NewPoolMember!]!) {
  putPool(mandateId: $id, members: $members) { deputy }
}
"""
