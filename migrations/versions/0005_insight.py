"""Coded registrations, and what was released from them."""

from alembic import op

from migrations.tables import admit, drop, refer, wall

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # One row is one support track of one person with one primary theme. Its id is random, not
    # ordered by time, and no date is finer than a quarter: nothing leads back to a conversation.
    op.execute(
        """
        CREATE TABLE registration (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            quarter date NOT NULL CHECK (quarter = date_trunc('quarter', quarter)),
            edition integer NOT NULL,
            primary_theme text NOT NULL,
            themes text[] NOT NULL DEFAULT '{}',
            requester text NOT NULL,
            source text NOT NULL,
            channel text NOT NULL,
            depth text NOT NULL,
            duration text NOT NULL,
            since text NOT NULL,
            cause text NOT NULL,
            next_step text NOT NULL,
            outcome text NOT NULL,
            felt_heard text NOT NULL,
            formal_route text NOT NULL,
            first_of_year boolean NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("registration")
    refer("registration", ["tenant_id"], "organisation (tenant_id)")
    admit("registration", "gp_desk", "SELECT, INSERT, UPDATE")
    admit("registration", "gp_worker", "SELECT")
    admit("registration", "gp_insight", "SELECT", "true")
    op.execute("CREATE INDEX registration_quarter ON registration (tenant_id, quarter)")
    billing()
    op.execute(
        """
        CREATE TABLE annual_report (
            tenant_id uuid NOT NULL,
            year integer NOT NULL,
            content jsonb NOT NULL,
            digest bytea NOT NULL,
            released_on date NOT NULL DEFAULT current_date,
            released_by uuid NOT NULL,
            PRIMARY KEY (tenant_id, year)
        )
        """
    )
    wall("annual_report")
    refer("annual_report", ["tenant_id"], "organisation (tenant_id)")
    # Released is frozen: no door may update or delete one.
    admit("annual_report", "gp_desk", "SELECT, INSERT")
    admit("annual_report", "gp_organisation", "SELECT")
    op.execute(
        """
        CREATE TABLE benchmark_participation (
            tenant_id uuid NOT NULL,
            decided_on date NOT NULL DEFAULT current_date,
            takes_part boolean NOT NULL,
            PRIMARY KEY (tenant_id, decided_on)
        )
        """
    )
    wall("benchmark_participation")
    refer("benchmark_participation", ["tenant_id"], "organisation (tenant_id)")
    admit("benchmark_participation", "gp_organisation", "SELECT, INSERT, UPDATE")
    admit("benchmark_participation", "gp_insight", "SELECT", "true")
    # An edition belongs to no tenant: it is what was released to all advisors alike.
    op.execute(
        """
        CREATE TABLE edition (
            period integer PRIMARY KEY,
            content jsonb NOT NULL,
            digest bytea NOT NULL,
            released_on date NOT NULL DEFAULT current_date
        )
        """
    )
    op.execute("SELECT app.replicate('edition')")
    op.execute("GRANT SELECT ON edition TO gp_advisor, gp_operator")
    op.execute("GRANT SELECT, INSERT ON edition TO gp_insight")
    op.execute(
        """
        CREATE TABLE release_certificate (
            period integer PRIMARY KEY,
            certificate jsonb NOT NULL,
            members uuid[] NOT NULL
        )
        """
    )
    op.execute("SELECT app.replicate('release_certificate')")
    op.execute("GRANT SELECT, INSERT ON release_certificate TO gp_insight")


def billing() -> None:
    # An invoice may know whether at least five people talked in a year, which the annual report
    # tells as well, and no more. The firm's role cannot read a registration; this function can, for
    # the firm's own organisation alone.
    op.execute("GRANT gp_insight TO CURRENT_USER WITH SET TRUE, INHERIT FALSE")
    op.execute(
        """
        CREATE FUNCTION app.five_people_talked(organisation uuid, during integer) RETURNS boolean
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            RETURN 5 <= (SELECT count(*) FILTER (WHERE r.first_of_year)
                           FROM registration r
                          WHERE r.tenant_id = organisation
                            AND extract(year FROM r.quarter) = during
                            AND r.firm_id = nullif(current_setting('app.firm', true), '')::uuid);
        END $$
        """
    )
    room()
    lend("app.five_people_talked(uuid, integer)", "gp_firm")


def room() -> None:
    # Who chooses a counsellor may know that there is room, not how many others talk to whom. That
    # page is public: what it says changes on Mondays, not with a conversation, and an employer
    # reads in "no room" at least as many people as a figure may be about. Nobody may ask otherwise.
    columns = "counsellor_id, state, opened_on, closed_on"
    admit("conversation", "gp_insight", f"SELECT ({columns})", "true")
    admit("counsellor", "gp_insight", "SELECT (id, hours_per_week)", "true")
    op.execute(
        """
        CREATE FUNCTION app.has_room(counsellor uuid) RETURNS boolean
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            monday date := date_trunc('week', current_date);
        BEGIN
            -- An hour of the working week carries one open conversation.
            RETURN (SELECT greatest(5, ceil(k.hours_per_week))
                      FROM counsellor k WHERE k.id = counsellor)
                 > (SELECT count(*)
                      FROM conversation c
                     WHERE c.counsellor_id = counsellor AND c.opened_on < monday
                       AND (c.state = 'open' OR c.closed_on >= monday));
        END $$
        """
    )
    lend("app.has_room(uuid)", "gp_portal")


def lend(function: str, role: str) -> None:
    """Let `role` ask what only gp_insight may read, in the form of this function alone."""
    op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {role}")
    op.execute("GRANT CREATE ON SCHEMA app TO gp_insight")
    op.execute(f"ALTER FUNCTION {function} OWNER TO gp_insight")
    op.execute("REVOKE CREATE ON SCHEMA app FROM gp_insight")


def downgrade() -> None:
    op.execute("SET ROLE gp_insight")
    op.execute("DROP FUNCTION app.five_people_talked(uuid, integer)")
    op.execute("DROP FUNCTION app.has_room(uuid)")
    op.execute("RESET ROLE")
    for table in ("conversation", "counsellor"):
        op.execute(f"DROP POLICY gp_insight ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM gp_insight")
    drop("release_certificate", "edition", "benchmark_participation", "annual_report")
    drop("registration")
