"""What clients choose by: a counsellor who is new says it at the desk, and changes it later."""

from datetime import date, timedelta
from decimal import Decimal

import asyncpg
import httpx
import pytest

from api.auth.staff import GATEKEEPER, open_session
from api.house import House
from tenants.conversations.routing import propose_counsellors
from tenants.network.counsellors import record_training
from tenants.network.mandates import list_mandates
from tenants.network.own_profiles import get_own_profile, put_own_profile
from tenants.network.pools import PoolMember, list_pool, put_pool
from tenants.policy import Actor, Role
from tests.people import UNLOCK_SECRET, Cast, enrol

WRITTEN = {
    "name": "Gijs",
    "introduction.nl": "Ik luister.\r\nJe hoeft niets te beslissen.",
    "introduction.en": "",
    "languages": ["nl", "tr"],
    "channels": ["messages", "phone"],
    "themes": ["T1.1"],
    "hours_per_week": "7,5",
}


@pytest.fixture
async def gijs(house: House, cast: Cast, browser) -> tuple[Actor, httpx.AsyncClient]:
    """Somebody whom Alice invited, signed in for the first time."""
    login = await enrol(house, cast.actor("alice"), name="Gijs Nieuw")
    async with house.tenancy.open(GATEKEEPER, cast.homes["alice"]) as tenant:
        cookie = await open_session(house, tenant, login.staff_id)
    at_desk = await browser()
    at_desk.cookies.set("desk", cookie.value)
    return Actor(Role.COUNSELLOR, cast.homes["alice"], login.staff_id), at_desk


@pytest.mark.book("D3")
async def test_who_is_new_makes_a_face_a_kluis_and_can_be_chosen(
    house: House, cast: Cast, gijs: tuple[Actor, httpx.AsyncClient]
):
    actor, at_desk = gijs
    for path in ("/desk", "/desk/kluis", "/desk/profile"):
        assert "/desk/profile/presentation" in (await at_desk.get(path)).headers["location"]
    page = await at_desk.get("/desk/profile/presentation")
    assert 'value="Gijs Nieuw"' in page.text

    kept = await at_desk.post("/desk/profile/presentation", data=WRITTEN)
    assert kept.headers["location"].startswith("/desk/kluis")
    assert "Make your kluis" in (await at_desk.get("/desk/kluis")).text
    secret = {"secret": UNLOCK_SECRET, "secret_again": UNLOCK_SECRET}
    assert (await at_desk.post("/desk/kluis", data=secret)).status_code == 303

    async with house.tenancy.open(actor) as tenant:
        profile = await get_own_profile(tenant)
    assert (profile.name, profile.hours_per_week, profile.trained_until) == (
        "Gijs", Decimal("7.5"), None,
    )  # fmt: skip
    assert profile.introduction == {"nl": "Ik luister.\nJe hoeft niets te beslissen."}
    place = cast.tenants["havenwerk"]
    async with house.tenancy.open(cast.actor("alice"), place) as tenant:
        (mandate, *_) = await list_mandates(tenant)
        others = await list_pool(tenant)
        await put_pool(tenant, mandate.id, [*others, PoolMember(actor.id)])
    async with house.tenancy.open(Actor(Role.VISITOR, place)) as tenant:
        proposed = await propose_counsellors(
            tenant, language="tr", channel="phone", leave_out=[o.counsellor_id for o in others]
        )
    assert [p.name for p in proposed] == ["Gijs"]


async def test_what_is_missing_is_asked_again_and_nothing_is_lost(gijs):
    _, at_desk = gijs
    for missing, said in (
        ({"name": ""}, "Give a name"),
        ({"introduction.nl": " "}, "Write something in one language"),
        ({"introduction.en": "x" * 2001}, "Use at most 2,000 characters."),
        ({"introduction.nl": "Ik \u202eluister."}, "Use at most 2,000 characters."),
        ({"languages": []}, "Choose at least one."),
        ({"channels": ["telepathy"]}, "Choose at least one."),
        ({"hours_per_week": "a few"}, "Give a number from 0.1 to 80"),
        ({"hours_per_week": "0"}, "Give a number from 0.1 to 80"),
        ({"hours_per_week": "7.25"}, "Give a number from 0.1 to 80"),
    ):
        sent = WRITTEN | missing
        refused = await at_desk.post("/desk/profile/presentation", data=sent)
        assert refused.status_code == 422, missing
        assert said in refused.text
        assert "Something is missing yet." in refused.text
        if "channels" not in missing:
            assert 'value="phone" checked' in refused.text
    assert (await at_desk.get("/desk/kluis")).is_redirect


async def test_it_is_changed_and_keeps_what_the_page_does_not_ask(
    house: House, cast: Cast, gijs: tuple[Actor, httpx.AsyncClient]
):
    actor, at_desk = gijs
    async with house.tenancy.open(actor) as tenant:
        await put_own_profile(
            tenant, name="Gijs", introduction={"nl": "Kort.", "de": "Ich höre zu."},
            languages=["nl", "gos"], themes=["T3.1", "T1.5.2"], channels=["video"],
            hours_per_week=Decimal(8),
        )  # fmt: skip
    async with house.tenancy.open(cast.actor("alice")) as tenant:
        await record_training(tenant, actor.id, date(2030, 5, 4))
    page = (await at_desk.get("/desk/profile/presentation")).text
    assert 'value="gos" checked' in page
    sent = WRITTEN | {"languages": ["gos"]}
    assert (await at_desk.post("/desk/profile/presentation", data=sent)).status_code == 303
    async with house.tenancy.open(actor) as tenant:
        after = await get_own_profile(tenant)
    assert after.introduction["de"] == "Ich höre zu."
    assert after.languages == ("gos",)
    assert set(after.themes) == {"T1.1", "T1.5.2"}
    assert after.trained_until == date(2030, 5, 4)


@pytest.mark.book("R16")
async def test_nobody_makes_a_face_in_another_firm_or_for_somebody_else(house: House, cast: Cast):
    statement = """
        INSERT INTO counsellor
                    (tenant_id, id, name, introduction, languages, themes, channels, hours_per_week)
             VALUES ($1, $2, 'Gijs', '{}', '{nl}', '{}', '{messages}', 8)
        """
    amina = cast.actor("amina")
    for firm, person in (
        (cast.homes["bob"], amina.id),
        (cast.tenants["noorderlicht"], amina.id),
        (amina.tenant_id, cast.staff["alice"]),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with house.tenancy.open(amina, cast.tenants["noorderlicht"]) as tenant:
                await tenant.connection.execute(statement, firm, person)


@pytest.mark.book("R14")
async def test_a_firm_records_until_when_somebody_is_trained(
    alice, vertrouwd, house: House, cast: Cast
):
    chloe = cast.actor("chloé")
    path = f"/desk/counsellors/{chloe.id}/training"
    async with house.tenancy.open(chloe) as tenant:
        day = tenant.now.date() + timedelta(days=700)
    assert (await alice.post(path, data={"trained_until": day.isoformat()})).status_code == 303
    async with house.tenancy.open(chloe) as tenant:
        assert (await get_own_profile(tenant)).trained_until == day
    refused = await alice.post(path, data={"trained_until": "soon"})
    assert (refused.status_code, "Choose a day." in refused.text) == (422, True)
    by_machine = await vertrouwd.put(
        f"/v1/counsellors/{chloe.id}/training", {"trained_until": "2031-02-03"}
    )
    assert by_machine.json()["trained_until"] == "2031-02-03"
    stranger = f"/desk/counsellors/{cast.staff['dewi']}/training"
    assert (await alice.post(stranger, data={"trained_until": ""})).status_code == 404
