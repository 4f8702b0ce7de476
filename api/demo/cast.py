"""The cast: the people of `roster.py`, alive, with keys, logins and machines of their own.

Their secrets are known to everybody: `seed_cast` refuses where the environment is production.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import NAMESPACE_DNS, UUID, uuid5

from api.auth.factors import hash_passphrase, wrap_totp
from api.auth.scopes import scopes_for
from api.demo.roster import (
    ADVISOR,
    COUNSELLORS,
    FIRMS,
    ORGANISATION_STAFF,
    ORGANISATIONS,
    ROLE_STATEMENT,
    CounsellorSpec,
    FirmSpec,
    OrganisationSpec,
    first_name,
)
from api.house import House, SettingsError
from tenants.conversations.kluis import enrol_kluis
from tenants.network.advisors import create_advisor
from tenants.network.counsellors import create_counsellor
from tenants.network.directory import find_tenant, open_platform
from tenants.network.firms import create_firm
from tenants.network.invitations import Invitation, accept_invitation
from tenants.network.machines import create_machine_client
from tenants.network.mandates import create_mandate
from tenants.network.organisations import Organisation, create_organisation, open_organisation
from tenants.network.pools import PoolMember, put_pool
from tenants.network.staff import enrol_staff
from tenants.policy import GATEKEEPER, PLATFORM, Actor, Role
from tenants.prevention.role_statements import publish_role_statement
from tenants.session import TenantSession
from vault import KdfParameters

PASSPHRASE = "a quiet harbour in may"  # noqa: S105
UNLOCK_SECRET = "seven blue herons at low tide"  # noqa: S105
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MACHINE_SECRET = "demonstration-secret-that-everybody-knows"  # noqa: S105

OPERATOR = Actor(Role.OPERATOR, PLATFORM)


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


def machine_id(slug: str) -> UUID:
    """The client id of a tenant's machine: the same in every demo, so that one can look it up."""
    return uuid5(NAMESPACE_DNS, f"{slug}.example")


async def seed_cast(house: House, *, kdf: KdfParameters | None = None) -> Cast:
    """Make the cast in an empty, migrated database. Raises SettingsError in production."""
    return await Seeder(house, kdf).seed()


async def is_seeded(house: House) -> bool:
    """Whether the cast is there already."""
    async with house.tenancy.open(OPERATOR) as tenant:
        return await find_tenant(tenant, ORGANISATIONS[0].slug) is not None


class Seeder:
    """Makes the cast, and others like them: `cast` grows with everybody whom it makes.

    `kdf` stretches the secrets of clients and counsellors; None is what the settings and the vault
    say. Raises SettingsError in production.
    """

    def __init__(self, house: House, kdf: KdfParameters | None = None) -> None:
        if house.settings.environment == "production":
            raise SettingsError("the cast's secrets are known to everybody: not in production")
        self.house, self.kdf = house, kdf
        self.cast = Cast({}, {}, {}, {}, {})
        self.managers: dict[str, Actor] = {}
        self.counsellors: dict[str, list[Actor]] = defaultdict(list)
        self.invitations: list[tuple[UUID, Invitation]] = []
        self.year = datetime.now(UTC).year

    async def seed(self) -> Cast:
        await self.seed_platform()
        for firm in FIRMS:
            await self.seed_firm(firm)
        for counsellor in COUNSELLORS:
            await self.seed_counsellor(counsellor)
        for organisation in ORGANISATIONS:
            await self.seed_organisation(organisation)
        await self.seed_organisation_staff()
        await self.seed_advisor()
        await self.seed_logins()
        return self.cast

    async def seed_platform(self) -> None:
        async with self.house.tenancy.open(OPERATOR) as tenant:
            await open_platform(tenant)
            self.cast.tenants["platform"] = PLATFORM
            await self.enrol(tenant, "Olga Operator", "olga@gesprekspunt.example", Role.OPERATOR)
            await self.seed_machine(tenant, "platform", Role.OPERATOR)

    async def seed_firm(self, spec: FirmSpec) -> None:
        async with self.house.tenancy.open(OPERATOR) as tenant:
            firm = await create_firm(
                tenant, slug=spec.slug, name=spec.name, language="nl", sender="Gesprekspunt"
            )
            self.cast.tenants[spec.slug] = firm.tenant_id
            inside = await tenant.within(firm.tenant_id)
            manager = await self.enrol(inside, spec.manager, spec.manager_email, Role.FIRM_MANAGER)
            self.managers[spec.slug] = manager
            await self.seed_machine(inside, spec.slug, Role.FIRM_SYSTEM)

    async def seed_counsellor(self, spec: CounsellorSpec) -> None:
        async with self.house.tenancy.open(self.managers[spec.firm]) as tenant:
            counsellor = await self.enrol(tenant, spec.name, spec.email, Role.COUNSELLOR)
            await create_counsellor(
                tenant,
                staff_id=self.cast.staff[first_name(spec.name)],
                name=spec.name,
                introduction=spec.introduction,
                languages=spec.languages,
                themes=spec.themes,
                channels=spec.channels,
                hours_per_week=Decimal(24),
                trained_until=date(self.year + 2, 6, 30),
            )
        self.counsellors[spec.firm].append(counsellor)
        async with self.house.tenancy.open(counsellor) as tenant:
            await enrol_kluis(tenant, UNLOCK_SECRET, parameters=self.kdf)

    async def seed_organisation(self, spec: OrganisationSpec) -> Organisation:
        manager = self.managers[spec.firm]
        organisation = await self.seed_draft(spec)
        async with self.house.tenancy.open(manager, organisation.tenant_id) as tenant:
            mandate = await create_mandate(
                tenant,
                starts_on=date(self.year - 2, 1, 1),
                ends_on=None,
                hours_per_year=120,
                board_access=True,
                independence="The counsellors answer to the firm; the organisation cannot instruct "
                "or replace one on account of a conversation.",
                works_council_consent_on=date(self.year - 3, 12, 1),
                review_on=date(self.year + 1, 1, 1),
            )
            await publish_role_statement(tenant, ROLE_STATEMENT)
            pool = [counsellor.id for counsellor in self.counsellors[spec.firm] if counsellor.id]
            members = [PoolMember(id_, deputy=id_ == pool[-1]) for id_ in pool]
            await put_pool(tenant, mandate.id, members)
            await self.seed_machine(tenant, spec.slug, Role.ORGANISATION_SYSTEM)
            return await open_organisation(tenant)

    async def seed_draft(self, spec: OrganisationSpec) -> Organisation:
        """An organisation that is not live yet."""
        async with self.house.tenancy.open(self.managers[spec.firm]) as tenant:
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
        return organisation

    async def seed_organisation_staff(self) -> None:
        first = ORGANISATIONS[0]
        home = self.cast.tenants[first.slug]
        async with self.house.tenancy.open(self.managers[first.firm], home) as tenant:
            for role, name in ORGANISATION_STAFF.items():
                await self.enrol(tenant, name, f"{first_name(name)}@{first.slug}.example", role)

    async def seed_advisor(self) -> None:
        slug, name, analyst, email = ADVISOR
        async with self.house.tenancy.open(OPERATOR) as tenant:
            advisor = await create_advisor(tenant, slug=slug, name=name, language="nl")
            self.cast.tenants[slug] = advisor.tenant_id
            inside = await tenant.within(advisor.tenant_id)
            await self.enrol(inside, analyst, email, Role.ANALYST)
            await self.seed_machine(inside, slug, Role.ADVISOR_SYSTEM)

    async def enrol(self, tenant: TenantSession, name: str, email: str, role: Role) -> Actor:
        staff, invitation = await enrol_staff(
            tenant, name=name, email=email, role=role, language="nl"
        )
        self.invitations.append((tenant.tenant_id, invitation))
        key = first_name(name)
        self.cast.staff[key] = staff.id
        self.cast.roles[key] = role
        self.cast.homes[key] = tenant.tenant_id
        return self.cast.actor(key)

    async def seed_logins(self) -> None:
        """Everybody accepts, as they would at the desk."""
        # One hash for all: what takes long for a guesser takes long for us.
        passphrase_hash = await hash_passphrase(PASSPHRASE)
        wrapped_totp = await wrap_totp(self.house.keys, TOTP)
        while self.invitations:
            home, invitation = self.invitations.pop()
            async with self.house.tenancy.open(GATEKEEPER, home) as tenant:
                await accept_invitation(
                    tenant,
                    invitation.staff_id,
                    invitation.code,
                    passphrase_hash=passphrase_hash,
                    wrapped_totp=wrapped_totp,
                    totp_step=0,
                )

    async def seed_machine(self, tenant: TenantSession, slug: str, role: Role) -> None:
        machine = await create_machine_client(
            tenant,
            name=f"{slug} systems",
            scopes=scopes_for(role),
            secret_hash=hashlib.sha256(MACHINE_SECRET.encode()).hexdigest(),
            client_id=machine_id(slug),
        )
        self.cast.machines[slug] = machine.id
        self.cast.roles[slug] = role
        self.cast.homes[slug] = tenant.tenant_id
