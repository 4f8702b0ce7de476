"""The cast: two firms, three organisations, an advisory firm, and their people.

Their secrets are known to everybody: `seed_cast` refuses where the environment is production.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from api.auth.factors import hash_passphrase, wrap_totp
from api.house import House, SettingsError
from tenants.conversations.kluis import enrol_kluis
from tenants.network.advisors import create_advisor
from tenants.network.counsellors import create_counsellor
from tenants.network.directory import find_tenant
from tenants.network.firms import create_firm
from tenants.network.machines import create_machine_client
from tenants.network.mandates import create_mandate
from tenants.network.organisations import (
    Organisation,
    Sector,
    create_organisation,
    open_organisation,
)
from tenants.network.pools import PoolMember, put_pool
from tenants.network.staff import enrol_staff
from tenants.policy import PLATFORM, Actor, Role
from tenants.prevention.role_statements import publish_role_statement
from vault import KdfParameters

PASSPHRASE = "a quiet harbour in may"  # noqa: S105
UNLOCK_SECRET = "seven blue herons at low tide"  # noqa: S105
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MACHINE_SECRET = "demonstration-secret-that-everybody-knows"  # noqa: S105

MANAGERS = {"vertrouwd": ("Alice Aerts", "alice@vertrouwd.example"),
            "klankbord": ("Bob Bakker", "bob@klankbord.example")}  # fmt: skip
FIRMS = {"vertrouwd": "Vertrouwd", "klankbord": "Klankbord"}

ROLE_STATEMENT = {
    "employees": {
        "en": "A counsellor is there to listen to you. They are independent: they do not work for "
        "your manager or for HR.\n\nThey help you to see what is going on, what you can do, and "
        "what each step asks of you. You decide.\n\nA counsellor does not judge, does not "
        "investigate and does not take over. They take no step without you.",
        "nl": "Een vertrouwenspersoon is er om naar je te luisteren. Die is onafhankelijk en werkt "
        "niet voor je leidinggevende of voor HR.\n\nSamen kijken jullie wat er speelt, wat je "
        "kunt doen en wat elke stap van je vraagt. Jij beslist.\n\nEen vertrouwenspersoon "
        "oordeelt niet, onderzoekt niet en neemt het niet over. Die zet geen stap zonder jou.",
    },
    "managers": {
        "en": "You can ask a counsellor for advice yourself. You will not hear whether somebody of "
        "your team did.",
        "nl": "Je kunt zelf ook bij een vertrouwenspersoon terecht. Je hoort niet of iemand uit je "
        "team dat deed.",
    },
    "hr": {
        "en": "A counsellor works beside HR, not for it. You receive advice and an annual report "
        "that cannot be led back to anybody.",
        "nl": "Een vertrouwenspersoon werkt naast HR, niet voor HR. Je krijgt advies en een "
        "jaarverslag dat tot niemand te herleiden is.",
    },
}


@dataclass(frozen=True, slots=True)
class CounsellorSpec:
    name: str
    firm: str
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    channels: tuple[str, ...]
    introduction: Mapping[str, str]

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{self.firm}.example"


COUNSELLORS = (
    CounsellorSpec(
        "Amina Haddad", "vertrouwd", ("nl", "en"), ("T1.1", "T1.3", "T4.1"),
        ("messages", "phone", "video"),
        {"en": "I listen first. I have worked as a social worker for twelve years.",
         "nl": "Ik luister eerst. Ik werkte twaalf jaar als maatschappelijk werker."},
    ),
    CounsellorSpec(
        "Bram de Wit", "vertrouwd", ("nl",), ("T1.2", "T2", "T3.3"),
        ("messages", "phone", "in_person"),
        {"en": "I know how big organisations work, and how small one can feel in them.",
         "nl": "Ik weet hoe grote organisaties werken, en hoe klein je je er kunt voelen."},
    ),
    CounsellorSpec(
        "Chloé Martens", "vertrouwd", ("nl", "en", "fr"), ("T1.5", "T1.6", "T3.5"),
        ("messages", "video"),
        {"en": "You can think aloud with me. Nothing has to come of it.",
         "nl": "Bij mij kun je hardop denken. Er hoeft niets uit te komen."},
    ),
    CounsellorSpec(
        "Dewi Santoso", "klankbord", ("nl", "en"), ("T1.1", "T3.2", "T4.2"),
        ("messages", "phone", "video", "in_person"),
        {"en": "Calm and practical. We go at your pace.",
         "nl": "Rustig en praktisch. We gaan in jouw tempo."},
    ),
    CounsellorSpec(
        "Emre Yilmaz", "klankbord", ("nl", "en", "tr"), ("T1.2", "T1.5", "T2.9"),
        ("messages", "phone"),
        {"en": "I help you to see which ways there are, the light ones first.",
         "nl": "Ik help je zien welke wegen er zijn, de lichte eerst."},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrganisationSpec:
    slug: str
    name: str
    firm: str
    sector: Sector


ORGANISATIONS = (
    OrganisationSpec("noorderlicht", "Noorderlicht Ziekenhuis", "vertrouwd",
                     Sector("SBI", "2025", "8610")),
    OrganisationSpec("havenwerk", "Havenwerk Logistiek", "vertrouwd",
                     Sector("SBI", "2025", "5224")),
    OrganisationSpec("meesterschap", "Meesterschap Scholen", "klankbord",
                     Sector("SBI", "2025", "8531")),
)  # fmt: skip
ADVISOR = ("peilstok", "Peilstok Advies", "Fleur Analist", "fleur@peilstok.example")

#: who at Noorderlicht signs in or is addressed, by role
ORGANISATION_STAFF = {
    Role.HR: "Henk Personeel",
    Role.MANAGEMENT: "Marjan Bestuur",
    Role.WORKS_COUNCIL: "Otto Raad",
    Role.PREVENTION_OFFICER: "Petra Preventie",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """Ids by name: staff by first name in lower case, tenants and machines by slug."""

    tenants: dict[str, UUID]
    staff: dict[str, UUID]
    machines: dict[str, UUID]
    roles: dict[str, Role]
    homes: dict[str, UUID]

    def actor(self, name: str) -> Actor:
        """A staff member as an actor: `alice`, `amina`, `henk` …"""
        return Actor(self.roles[name], self.homes[name], self.staff[name])

    def machine(self, slug: str) -> Actor:
        """The machine client of a tenant as an actor with every scope."""
        return Actor(self.roles[slug], self.tenants[slug], self.machines[slug])


async def seed_cast(house: House, *, kdf: KdfParameters | None = None) -> Cast:
    """Make the cast in an empty, migrated database. Raises SettingsError in production."""
    if house.settings.environment == "production":
        raise SettingsError("the cast's secrets are known to everybody: not in production")
    return await _Seeder(house, kdf).seed()


async def is_seeded(house: House) -> bool:
    """Whether the cast is there already."""
    async with house.tenancy.open(Actor(Role.OPERATOR, PLATFORM)) as tenant:
        return await find_tenant(tenant, ORGANISATIONS[0].slug) is not None


class _Seeder:
    def __init__(self, house: House, kdf: KdfParameters | None) -> None:
        self.house, self.kdf = house, kdf
        self.cast = Cast({}, {}, {}, {}, {})
        self.operator = Actor(Role.OPERATOR, PLATFORM)

    async def seed(self) -> Cast:
        self.passphrase_hash = await hash_passphrase(PASSPHRASE)
        self.wrapped_totp = await wrap_totp(self.house.keys, TOTP)
        await self.seed_platform()
        for slug, name in FIRMS.items():
            await self.seed_firm(slug, name)
        for spec in COUNSELLORS:
            await self.seed_counsellor(spec)
        for spec in ORGANISATIONS:
            await self.seed_organisation(spec)
        await self.seed_organisation_staff()
        await self.seed_advisor()
        return self.cast

    async def seed_platform(self) -> None:
        async with self.house.tenancy.open(self.operator) as tenant:
            await tenant.connection.execute(
                "INSERT INTO tenant (id, kind, slug) VALUES ($1, 'platform', 'platform')", PLATFORM
            )
            self.cast.tenants["platform"] = PLATFORM
            await self.enrol(tenant, "Olga Operator", "olga@gesprekspunt.example", Role.OPERATOR)
            await self.machine(tenant, "platform", Role.OPERATOR)

    async def seed_firm(self, slug: str, name: str) -> None:
        async with self.house.tenancy.open(self.operator) as tenant:
            firm = await create_firm(
                tenant, slug=slug, name=name, language="nl", sender="Gesprekspunt"
            )
            self.cast.tenants[slug] = firm.tenant_id
            inside = await tenant.within(firm.tenant_id)
            await self.enrol(inside, *MANAGERS[slug], Role.FIRM_MANAGER)
            await self.machine(inside, slug, Role.FIRM_SYSTEM)

    async def seed_counsellor(self, spec: CounsellorSpec) -> None:
        async with self.house.tenancy.open(self.manager(spec.firm)) as tenant:
            staff_id = await self.enrol(tenant, spec.name, spec.email, Role.COUNSELLOR)
            await create_counsellor(
                tenant,
                staff_id=staff_id,
                name=spec.name,
                introduction=spec.introduction,
                languages=spec.languages,
                themes=spec.themes,
                channels=spec.channels,
                hours_per_week=Decimal(24),
                trained_until=date(2028, 6, 30),
            )
        counsellor = self.cast.actor(spec.name.split()[0].lower())
        async with self.house.tenancy.open(counsellor) as tenant:
            await enrol_kluis(tenant, UNLOCK_SECRET, parameters=self.kdf)

    async def seed_organisation(self, spec: OrganisationSpec) -> Organisation:
        manager = self.manager(spec.firm)
        async with self.house.tenancy.open(manager) as tenant:
            organisation = await create_organisation(
                tenant,
                slug=spec.slug,
                name=spec.name,
                sector=spec.sector,
                country="NL",
                languages=("nl", "en"),
                kdf=str(self.kdf or self.house.settings.passphrase_kdf),
            )
        self.cast.tenants[spec.slug] = organisation.tenant_id
        async with self.house.tenancy.open(manager, organisation.tenant_id) as tenant:
            mandate = await create_mandate(
                tenant,
                starts_on=date(2024, 1, 1),
                ends_on=None,
                hours_per_year=120,
                board_access=True,
                independence="The counsellors answer to the firm; the organisation cannot instruct "
                "or replace one on account of a conversation.",
                works_council_consent_on=date(2023, 12, 1),
                review_on=date(2027, 1, 1),
            )
            await publish_role_statement(tenant, ROLE_STATEMENT)
            pool = [c for c in COUNSELLORS if c.firm == spec.firm]
            members = [
                PoolMember(self.cast.staff[c.name.split()[0].lower()], deputy=c is pool[-1])
                for c in pool
            ]
            await put_pool(tenant, mandate.id, members)
            await self.machine(tenant, spec.slug, Role.ORGANISATION_SYSTEM)
            return await open_organisation(tenant)

    async def seed_organisation_staff(self) -> None:
        first = ORGANISATIONS[0]
        manager = self.manager(first.firm)
        async with self.house.tenancy.open(manager, self.cast.tenants[first.slug]) as tenant:
            for role, name in ORGANISATION_STAFF.items():
                email = f"{name.split()[0].lower()}@{first.slug}.example"
                await self.enrol(tenant, name, email, role)

    async def seed_advisor(self) -> None:
        slug, name, analyst, email = ADVISOR
        async with self.house.tenancy.open(self.operator) as tenant:
            advisor = await create_advisor(tenant, slug=slug, name=name, language="nl")
            self.cast.tenants[slug] = advisor.tenant_id
            inside = await tenant.within(advisor.tenant_id)
            await self.enrol(inside, analyst, email, Role.ANALYST)
            await self.machine(inside, slug, Role.ADVISOR_SYSTEM)

    def manager(self, firm: str) -> Actor:
        return self.cast.actor(MANAGERS[firm][0].split()[0].lower())

    async def enrol(self, tenant, name: str, email: str, role: Role) -> UUID:  # noqa: ANN001
        staff = await enrol_staff(
            tenant,
            name=name,
            email=email,
            role=role,
            language="nl",
            passphrase_hash=self.passphrase_hash,
            wrapped_totp=self.wrapped_totp,
        )
        key = name.split()[0].lower()
        self.cast.staff[key] = staff.id
        self.cast.roles[key] = role
        self.cast.homes[key] = tenant.tenant_id
        return staff.id

    async def machine(self, tenant, slug: str, role: Role) -> None:  # noqa: ANN001
        from api.auth.scopes import scopes_for

        machine = await create_machine_client(
            tenant,
            name=f"{slug} systems",
            scopes=scopes_for(role),
            secret_hash=hashlib.sha256(MACHINE_SECRET.encode()).hexdigest(),
        )
        self.cast.machines[slug] = machine.id
        self.cast.roles[slug] = role
        self.cast.homes[slug] = tenant.tenant_id
