"""Rights, norms and ways for whoever reads: the house's text in every language, or a firm's."""

from pathlib import Path

import pytest

from api.house import House
from api.i18n import LANGUAGES
from tenants.errors import Forbidden, Invalid, NotFound
from tenants.network.organisations import Sector
from tenants.policy import Actor, Role
from tenants.prevention import library
from tenants.prevention.library import (
    EXAMPLES,
    SECTIONS,
    get_library_text,
    publish_library_text,
)
from tenants.prevention.library import (
    house as house_texts,
)
from tests.conventions.test_words import words_of_a_formal_route
from tests.people import Cast

FILES = sorted(Path(library.__file__).parent.glob("*.txt"))


@pytest.mark.book("R26")
@pytest.mark.parametrize("section", [*SECTIONS, *EXAMPLES])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_section_is_there_in_every_language_for_a_visitor(
    house: House, cast: Cast, section: str, language: str
) -> None:
    async with house.tenancy.open(Actor(Role.VISITOR, cast.tenants["meesterschap"])) as tenant:
        text = await get_library_text(tenant, section, language)
    assert (text.language, text.version, text.published_on) == (language, 0, None)
    assert text.body.strip()


def test_the_house_speaks_the_languages_of_the_pages() -> None:
    assert set(house_texts.LANGUAGES) == set(LANGUAGES)
    assert {path.name for path in FILES} == {
        f"{name}.{language}.txt" for name in (*SECTIONS, "examples") for language in LANGUAGES
    }


@pytest.mark.book("R26")
async def test_a_firm_puts_its_own_over_it_and_keeps_the_older(
    fresh_house: House, cast: Cast
) -> None:
    noorderlicht = cast.tenants["noorderlicht"]
    async with fresh_house.tenancy.open(cast.actor("alice"), noorderlicht) as tenant:
        for version in (1, 2):
            texts = {"nl": f"Regel {version}.", "en": f"Rule {version}."}
            assert await publish_library_text(tenant, "norms", texts) == version
    async with fresh_house.tenancy.open(Actor(Role.VISITOR, noorderlicht)) as tenant:
        for language, body in (("nl", "Regel 2."), ("en", "Rule 2.")):
            text = await get_library_text(tenant, "norms", language)
            assert (text.body, text.version, text.published_on) == (body, 2, tenant.now.date())
        # In a language that it was not written in the firm's own still goes first.
        assert (await get_library_text(tenant, "norms", "pl")).version == 2
        # Other sections, and other organisations, have what they had.
        assert (await get_library_text(tenant, "rights", "nl")).version == 0
    elsewhere = Actor(Role.VISITOR, cast.tenants["havenwerk"])
    async with fresh_house.tenancy.open(elsewhere) as tenant:
        assert (await get_library_text(tenant, "norms", "nl")).version == 0
    async with fresh_house.tenancy.open(cast.actor("alice"), noorderlicht) as tenant:
        kept = await tenant.connection.fetchval(
            "SELECT count(*) FROM library_text WHERE tenant_id = $1", noorderlicht
        )
    assert kept == 4


async def test_an_organisation_whose_language_the_house_lacks_reads_it_in_english(
    house: House, cast: Cast
) -> None:
    async with house.tenancy.open(Actor(Role.VISITOR, cast.tenants["havenwerk"])) as tenant:
        assert (await get_library_text(tenant, "rights", "pl")).language == "en"
        with pytest.raises(NotFound):
            await get_library_text(tenant, "nowhere", "nl")


@pytest.mark.parametrize(
    ("section", "texts"),
    [("norms", {}), ("norms", {"nl": "Alleen Nederlands."}), ("norms", {"nl": " ", "en": "x"}),
     ("nowhere", {"nl": "x", "en": "x"})],
)  # fmt: skip
async def test_a_text_is_whole_and_in_every_language(
    house: House, cast: Cast, section: str, texts: dict[str, str]
) -> None:
    async with house.tenancy.open(cast.actor("alice"), cast.tenants["havenwerk"]) as tenant:
        with pytest.raises(Invalid):
            await publish_library_text(tenant, section, texts)


async def test_only_the_firm_writes_it(house: House, cast: Cast) -> None:
    for name in ("marjan", "amina"):
        async with house.tenancy.open(cast.actor(name), cast.tenants["noorderlicht"]) as tenant:
            with pytest.raises(Forbidden):
                await publish_library_text(tenant, "norms", {"nl": "x", "en": "x"})


@pytest.mark.book("R01")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_words_of_a_formal_route_stand_in_its_own_text_alone(path: Path) -> None:
    assert bool(words_of_a_formal_route(path.read_text())) == path.name.startswith("formal_route")


@pytest.mark.book("R13")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_work_has_examples_of_its_own(language: str) -> None:
    fitting = {
        code: house_texts.find_house_text("T1", language, Sector("SBI", "2025", code))[1]
        for code in ("2511", "4711", "6201", "8411", "8520", "8610")
    }
    assert len({text.splitlines()[0] for text in fitting.values()}) == len(fitting)
    # Those for everybody come after them, and stand alone where the work is of another kind.
    everybody = house_texts.find_house_text("T1", language, Sector("SBI", "2025", "9601"))[1]
    assert all(text.endswith(everybody) for text in fitting.values())
    assert house_texts.kind_of_work(Sector("SBI", "2025", "00")) is None
