"""Firms, organisations and the people who work for both; mandates, pools, hours, invoices."""

from alembic import op

from migrations.tables import FIRM_OF_TENANT, TENANT, admit, drop, of_firm, own, refer, wall

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    firms()
    organisations()
    staff()
    counsellors()
    mandates()
    headcounts()
    hours()


def firms() -> None:
    op.execute(
        """
        CREATE TABLE firm (
            tenant_id uuid PRIMARY KEY,
            name text NOT NULL,
            language text NOT NULL,
            accent text NOT NULL DEFAULT '#0f5257',
            sender text NOT NULL
        )
        """
    )
    wall("firm")
    refer("firm", ["tenant_id"], "tenant (id)")
    for role in ("gp_portal", "gp_desk"):
        admit("firm", role, "SELECT", FIRM_OF_TENANT)
    admit("firm", "gp_firm", "SELECT, UPDATE")
    admit("firm", "gp_operator", "SELECT, INSERT")
    admit("firm", "gp_worker", "SELECT")
    op.execute(
        "CREATE TABLE advisor (tenant_id uuid PRIMARY KEY, name text NOT NULL, "
        "language text NOT NULL)"
    )
    wall("advisor")
    refer("advisor", ["tenant_id"], "tenant (id)")
    admit("advisor", "gp_advisor", "SELECT")
    admit("advisor", "gp_operator", "SELECT, INSERT")


def organisations() -> None:
    op.execute(
        """
        CREATE TABLE organisation (
            tenant_id uuid PRIMARY KEY,
            firm_id uuid NOT NULL,
            name text NOT NULL,
            sector_scheme text NOT NULL,
            sector_edition text NOT NULL,
            sector_code text NOT NULL,
            country text NOT NULL,
            languages text[] NOT NULL CHECK (cardinality(languages) > 0),
            state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'live', 'ended')),
            passphrase_salt bytea NOT NULL CHECK (length(passphrase_salt) = 32),
            passphrase_kdf text NOT NULL,
            wrapped_kek text NOT NULL
        )
        """
    )
    wall("organisation")
    refer("organisation", ["tenant_id"], "tenant (id)")
    admit("organisation", "gp_portal", "SELECT")
    admit("organisation", "gp_desk", "SELECT")
    admit("organisation", "gp_firm", "SELECT, INSERT, UPDATE", of_firm())
    admit(
        "organisation",
        "gp_organisation",
        "SELECT (tenant_id, firm_id, name, sector_scheme, sector_edition, sector_code, country, "
        "languages, state)",
    )
    admit(
        "organisation",
        "gp_operator",
        "SELECT (tenant_id, firm_id, name, state, wrapped_kek)",
    )
    admit("organisation", "gp_worker", "SELECT, UPDATE (wrapped_kek)")
    admit(
        "organisation",
        "gp_insight",
        "SELECT (tenant_id, firm_id, sector_scheme, sector_edition, sector_code, state)",
        "true",
    )
    op.execute("CREATE INDEX organisation_firm ON organisation (firm_id)")


def staff() -> None:
    op.execute(
        """
        CREATE TABLE staff (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            name text NOT NULL,
            email text NOT NULL,
            role text NOT NULL CHECK (role IN (
                'counsellor', 'firm_manager', 'hr', 'management', 'works_council',
                'prevention_officer', 'analyst', 'operator')),
            language text NOT NULL,
            passphrase_hash text NOT NULL,
            wrapped_totp text NOT NULL,
            totp_step bigint NOT NULL DEFAULT 0,
            state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended')),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("staff")
    refer("staff", ["tenant_id"], "tenant (id)")
    admit("staff", "gp_entrance", "SELECT, UPDATE (totp_step, passphrase_hash)")
    admit("staff", "gp_desk", "SELECT (tenant_id, id, name, role, language, state)")
    admit("staff", "gp_firm", "SELECT (tenant_id, id, name, email, role, language, state), INSERT")
    op.execute("GRANT UPDATE (name, state, passphrase_hash, wrapped_totp) ON staff TO gp_firm")
    admit(
        "staff", "gp_operator", "SELECT (tenant_id, id, name, email, role, language, state), INSERT"
    )
    op.execute(
        """
        CREATE TABLE staff_session (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            staff_id uuid NOT NULL,
            secret_digest bytea NOT NULL,
            unlocked bytea,
            created_at timestamptz NOT NULL DEFAULT now(),
            seen_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("staff_session")
    refer("staff_session", ["tenant_id", "staff_id"], "staff (tenant_id, id)", on_delete="CASCADE")
    admit("staff_session", "gp_entrance", "SELECT, INSERT, UPDATE, DELETE")
    admit("staff_session", "gp_desk", "SELECT, UPDATE, DELETE", f"{TENANT} AND {own('staff_id')}")
    admit(
        "staff_session",
        "gp_firm",
        "SELECT (tenant_id, id, staff_id, created_at, seen_at), DELETE",
        f"{TENANT} AND {own('staff_id')}",
    )
    admit("staff_session", "gp_worker", "SELECT, DELETE")
    # Asked with every request at the desk, so in one trip: its own transaction, its own tenant.
    op.execute(
        """
        CREATE FUNCTION app.find_staff_session(
            tenant uuid, session uuid, digest bytea, at timestamptz, idle interval)
        RETURNS TABLE (id uuid, name text, role text, language text, unlocked bytea)
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM app.set_tenant(tenant, NULL, NULL);
            -- Its last use is written down once a minute, so that reading stays reading.
            UPDATE staff_session e
               SET seen_at = at
             WHERE e.tenant_id = tenant AND e.id = session AND e.secret_digest = digest
               AND e.seen_at > at - idle AND e.seen_at < at - interval '1 minute';
            RETURN QUERY
            SELECT s.id, s.name, s.role, s.language, e.unlocked
              FROM staff_session e
              JOIN staff s ON s.tenant_id = e.tenant_id AND s.id = e.staff_id
             WHERE e.tenant_id = tenant AND e.id = session AND e.secret_digest = digest
               AND e.seen_at > at - idle AND s.state = 'active';
        END $$
        """
    )
    op.execute(
        """
        CREATE TABLE machine_client (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            name text NOT NULL,
            scopes text[] NOT NULL,
            secret_hash text,
            public_jwk jsonb,
            state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'ended')),
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, id),
            CHECK (num_nonnulls(secret_hash, public_jwk) >= 1)
        )
        """
    )
    wall("machine_client")
    refer("machine_client", ["tenant_id"], "tenant (id)")
    admit("machine_client", "gp_entrance", "SELECT")
    admit("machine_client", "gp_firm", "SELECT (tenant_id, id, name, scopes, state), INSERT")
    op.execute("GRANT UPDATE (state) ON machine_client TO gp_firm")
    admit("machine_client", "gp_operator", "SELECT (tenant_id, id, name, scopes, state), INSERT")
    op.execute("GRANT UPDATE (state) ON machine_client TO gp_operator")


def counsellors() -> None:
    # tenant_id is the firm, or the organisation itself for an internal counsellor.
    op.execute(
        """
        CREATE TABLE counsellor (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            name text NOT NULL,
            introduction jsonb NOT NULL,
            languages text[] NOT NULL CHECK (cardinality(languages) > 0),
            themes text[] NOT NULL,
            channels text[] NOT NULL CHECK (cardinality(channels) > 0),
            hours_per_week numeric(4, 1) NOT NULL CHECK (hours_per_week > 0),
            available boolean NOT NULL DEFAULT true,
            trained_until date,
            public_key bytea,
            locked_seed bytea,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("counsellor")
    refer("counsellor", ["tenant_id"], "tenant (id)")
    profile = (
        "name, introduction, languages, themes, channels, hours_per_week, available, trained_until"
    )
    public = f"tenant_id, id, {profile}, public_key"
    admit("counsellor", "gp_portal", f"SELECT ({public})", f"{TENANT} OR {FIRM_OF_TENANT}")
    admit("counsellor", "gp_desk", "SELECT, UPDATE", own("id"))
    # The firm says who somebody is. What messages are sealed to, only the counsellor does.
    admit("counsellor", "gp_firm", f"SELECT ({public}), INSERT (tenant_id, id, {profile})")
    op.execute(f"GRANT UPDATE ({profile}) ON counsellor TO gp_firm")
    admit("counsellor", "gp_worker", f"SELECT ({public})")


def mandates() -> None:
    op.execute(
        """
        CREATE TABLE mandate (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            starts_on date NOT NULL,
            ends_on date,
            hours_per_year integer NOT NULL CHECK (hours_per_year > 0),
            board_access boolean NOT NULL,
            independence text NOT NULL,
            works_council_consent_on date,
            review_on date NOT NULL,
            PRIMARY KEY (tenant_id, id),
            CHECK (ends_on IS NULL OR ends_on >= starts_on)
        )
        """
    )
    wall("mandate")
    refer("mandate", ["tenant_id"], "organisation (tenant_id)")
    admit("mandate", "gp_portal", "SELECT")
    admit("mandate", "gp_desk", "SELECT", f"{TENANT} AND {of_firm()}")
    admit("mandate", "gp_firm", "SELECT, INSERT, UPDATE", of_firm())
    admit("mandate", "gp_organisation", "SELECT")
    admit("mandate", "gp_worker", "SELECT")
    op.execute("CREATE INDEX mandate_firm ON mandate (firm_id)")
    op.execute(
        """
        CREATE TABLE pool_member (
            tenant_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            mandate_id uuid NOT NULL,
            firm_id uuid NOT NULL,
            deputy boolean NOT NULL DEFAULT false,
            conflict boolean NOT NULL DEFAULT false,
            PRIMARY KEY (tenant_id, counsellor_id)
        )
        """
    )
    wall("pool_member")
    refer("pool_member", ["tenant_id", "mandate_id"], "mandate (tenant_id, id)")
    admit("pool_member", "gp_portal", "SELECT")
    admit("pool_member", "gp_desk", "SELECT, UPDATE (conflict)", own("counsellor_id"))
    admit("pool_member", "gp_firm", "SELECT, INSERT, UPDATE, DELETE", of_firm())
    admit("pool_member", "gp_worker", "SELECT")
    op.execute("CREATE INDEX pool_member_counsellor ON pool_member (counsellor_id)")


def headcounts() -> None:
    op.execute(
        """
        CREATE TABLE headcount (
            tenant_id uuid NOT NULL,
            year integer NOT NULL CHECK (year BETWEEN 2000 AND 2100),
            unit text NOT NULL CHECK (length(unit) BETWEEN 1 AND 100),
            employees integer NOT NULL CHECK (employees BETWEEN 0 AND 10000000),
            PRIMARY KEY (tenant_id, year, unit)
        )
        """
    )
    wall("headcount")
    refer("headcount", ["tenant_id"], "organisation (tenant_id)")
    admit("headcount", "gp_organisation", "SELECT, INSERT, UPDATE, DELETE")
    admit("headcount", "gp_desk", "SELECT")
    admit("headcount", "gp_worker", "SELECT")
    admit("headcount", "gp_insight", "SELECT", "true")


def hours() -> None:
    # Hours know a quarter and a facet, and no conversation.
    op.execute(
        """
        CREATE TABLE effort (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            quarter date NOT NULL CHECK (quarter = date_trunc('quarter', quarter)),
            facet text NOT NULL CHECK (facet IN ('support', 'information', 'advice')),
            minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 6000),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("effort")
    refer("effort", ["tenant_id"], "organisation (tenant_id)")
    admit("effort", "gp_desk", "SELECT, INSERT", own("counsellor_id"))
    admit("effort", "gp_firm", "SELECT", of_firm())
    admit("effort", "gp_worker", "SELECT")
    op.execute("CREATE INDEX effort_firm ON effort (firm_id, quarter)")
    op.execute(
        """
        CREATE TABLE invoice (
            tenant_id uuid NOT NULL,
            firm_id uuid NOT NULL,
            quarter date NOT NULL CHECK (quarter = date_trunc('quarter', quarter)),
            hours integer NOT NULL CHECK (hours >= 0),
            amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
            basis text NOT NULL CHECK (basis IN ('hours', 'flat_fee')),
            issued_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, quarter)
        )
        """
    )
    wall("invoice")
    refer("invoice", ["tenant_id"], "organisation (tenant_id)")
    admit("invoice", "gp_firm", "SELECT, INSERT", of_firm())
    admit("invoice", "gp_organisation", "SELECT")


def downgrade() -> None:
    op.execute("DROP FUNCTION app.find_staff_session(uuid, uuid, bytea, timestamptz, interval)")
    drop(
        "invoice", "effort", "headcount", "pool_member", "mandate", "counsellor",
        "machine_client", "staff_session", "staff", "organisation", "advisor", "firm",
    )  # fmt: skip
