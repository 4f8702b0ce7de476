"""The ground floor: doors, tenants, logins, the audit trail, what replicas share."""

from alembic import op

from migrations.tables import DOOR_ROLES, TENANT, admit, drop, own, wall

revision = "0001"
down_revision = None


def upgrade() -> None:
    roles()
    functions()
    tenants()
    audit()
    shared_state()


def roles() -> None:
    for role in DOOR_ROLES:
        # Roles belong to the cluster, migrations to one database: another may have made them.
        op.execute(
            f"""
            DO $$ BEGIN
                CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$
            """
        )
        op.execute(
            f"""
            DO $$ BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gesprekspunt_app')
                   AND NOT EXISTS (
                       SELECT FROM pg_auth_members
                        WHERE roleid = '{role}'::regrole
                          AND member = 'gesprekspunt_app'::regrole)
                THEN GRANT {role} TO gesprekspunt_app;
                END IF;
            EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
            END $$
            """
        )


def functions() -> None:
    everyone = ", ".join(DOOR_ROLES)
    op.execute("CREATE SCHEMA app")
    op.execute(f"GRANT USAGE ON SCHEMA app TO {everyone}")
    op.execute(
        """
        CREATE FUNCTION app.on_citus() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
        BEGIN
            RETURN EXISTS (SELECT FROM pg_extension WHERE extname = 'citus');
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION app.distribute(name text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF app.on_citus() THEN
                EXECUTE format('SELECT create_distributed_table(%L, ''tenant_id'')', name);
            END IF;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION app.replicate(name text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF app.on_citus() THEN
                EXECUTE format('SELECT create_reference_table(%L)', name);
            END IF;
        END $$
        """
    )
    # set_config never reaches the workers of a Citus cluster; SET LOCAL does.
    op.execute(
        """
        DO $outer$ BEGIN
            IF app.on_citus() THEN
                CREATE FUNCTION app.set_tenant(tenant uuid, party uuid, firm uuid) RETURNS void
                LANGUAGE plpgsql AS $$
                BEGIN
                    EXECUTE format('SET LOCAL app.tenant = %L', coalesce(tenant::text, ''));
                    EXECUTE format('SET LOCAL app.party = %L', coalesce(party::text, ''));
                    EXECUTE format('SET LOCAL app.firm = %L', coalesce(firm::text, ''));
                END $$;
            ELSE
                CREATE FUNCTION app.set_tenant(tenant uuid, party uuid, firm uuid) RETURNS void
                LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM set_config('app.tenant', coalesce(tenant::text, ''), true),
                            set_config('app.party', coalesce(party::text, ''), true),
                            set_config('app.firm', coalesce(firm::text, ''), true);
                END $$;
            END IF;
        END $outer$
        """
    )


def tenants() -> None:
    op.execute(
        """
        CREATE TABLE tenant (
            id uuid PRIMARY KEY,
            kind text NOT NULL
                CHECK (kind IN ('platform', 'firm', 'organisation', 'advisor')),
            slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9](-?[a-z0-9])*$'),
            created_at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE login (
            handle text PRIMARY KEY,
            kind text NOT NULL CHECK (kind IN ('staff', 'machine')),
            tenant_id uuid NOT NULL,
            subject_id uuid NOT NULL
        )
        """
    )
    for table in ("tenant", "login"):
        op.execute(f"SELECT app.replicate('{table}')")
    everyone = ", ".join(DOOR_ROLES)
    op.execute(f"GRANT SELECT ON tenant TO {everyone}")
    op.execute("GRANT INSERT ON tenant TO gp_operator, gp_firm")
    # Known to all machines of a cluster alike, and still walled: a firm ends its own logins only.
    op.execute("ALTER TABLE login ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE login FORCE ROW LEVEL SECURITY")
    admit("login", "gp_entrance", "SELECT", "true")
    for role in ("gp_operator", "gp_firm"):
        admit("login", role, "INSERT, DELETE, SELECT (tenant_id, subject_id)")


def audit() -> None:
    op.execute(
        """
        CREATE TABLE audit_entry (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            at timestamptz NOT NULL DEFAULT now(),
            actor_role text NOT NULL,
            actor_id uuid,
            action text NOT NULL,
            subject_kind text NOT NULL,
            subject_id text NOT NULL,
            purpose text,
            seal_number bigint,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("audit_entry")
    for door in ("desk", "firm", "organisation", "advisor", "operator", "entrance", "insight"):
        admit("audit_entry", f"gp_{door}", "INSERT")
    op.execute("GRANT SELECT ON audit_entry TO gp_operator")
    admit("audit_entry", "gp_worker", "SELECT, INSERT, UPDATE (seal_number)")
    op.execute(
        "CREATE INDEX audit_entry_unsealed ON audit_entry (tenant_id, id) WHERE seal_number IS NULL"
    )
    op.execute(
        """
        CREATE TABLE audit_seal (
            tenant_id uuid NOT NULL,
            number bigint NOT NULL,
            previous bytea NOT NULL,
            digest bytea NOT NULL,
            entries integer NOT NULL CHECK (entries > 0),
            sealed_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, number)
        )
        """
    )
    wall("audit_seal")
    admit("audit_seal", "gp_worker", "SELECT, INSERT")
    admit("audit_seal", "gp_operator", "SELECT")


def shared_state() -> None:
    op.execute(
        """
        CREATE TABLE idempotent_request (
            tenant_id uuid NOT NULL,
            actor_id uuid NOT NULL,
            key text NOT NULL CHECK (length(key) BETWEEN 8 AND 255),
            fingerprint bytea NOT NULL,
            status integer,
            headers jsonb,
            body bytea,
            created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, actor_id, key)
        )
        """
    )
    wall("idempotent_request")
    # Each its own alone: when a counsellor answered is nothing for the organisation it was done in.
    for door in ("desk", "firm", "organisation", "advisor", "operator"):
        admit(
            "idempotent_request",
            f"gp_{door}",
            "SELECT, INSERT, UPDATE",
            f"{TENANT} AND {own('actor_id')}",
        )
    admit("idempotent_request", "gp_worker", "SELECT, DELETE")
    # One counter for the request limits of every door and the slowing of wrong secrets.
    # `subject` is never an address of a person: a machine client, or an organisation as a whole.
    op.execute(
        """
        CREATE UNLOGGED TABLE attempt (
            tenant_id uuid NOT NULL,
            subject text NOT NULL,
            window_start timestamptz NOT NULL,
            used integer NOT NULL,
            PRIMARY KEY (tenant_id, subject, window_start)
        )
        """
    )
    wall("attempt")
    for role in ("gp_entrance", "gp_portal"):
        admit("attempt", role, "SELECT, INSERT, UPDATE")
    # A machine counts its own calls. That somebody mistook their words is not for it to see.
    for door in ("firm", "organisation", "advisor", "operator"):
        admit(
            "attempt",
            f"gp_{door}",
            "SELECT, INSERT, UPDATE",
            f"{TENANT} AND subject = 'requests:' || current_setting('app.party', true)",
        )
    admit("attempt", "gp_worker", "SELECT, DELETE")


def downgrade() -> None:
    drop("attempt", "idempotent_request", "audit_seal", "audit_entry", "login", "tenant")
    op.execute("DROP SCHEMA app CASCADE")
    # The roles stay: they belong to the cluster, and other databases may use them.
