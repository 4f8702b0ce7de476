"""The ledger of releases, what may be laid beside them, and where an organisation stands itself."""

from alembic import op

from migrations.tables import TENANT, admit, drop, own, refer, wall

revision = "0020"
down_revision = "0019"

#: what the aggregator counts: dates, states and whose they are, and no word of them
COUNTED = {
    "activity": "tenant_id, firm_id, held_on",
    "advice": "tenant_id, firm_id, given_on, state",
}


def upgrade() -> None:
    for table, columns in COUNTED.items():
        admit(table, "gp_insight", f"SELECT ({columns})", "true")
    ledger()
    positions()
    sessions()
    # Published by statistical offices, about the country and not about anybody here.
    op.execute(
        """
        CREATE TABLE prevalence (
            sector text NOT NULL,
            theme text NOT NULL,
            percent numeric(4, 1) NOT NULL CHECK (percent BETWEEN 0 AND 100),
            source text NOT NULL,
            year integer NOT NULL,
            PRIMARY KEY (sector, theme)
        )
        """
    )
    op.execute("SELECT app.replicate('prevalence')")
    op.execute("GRANT SELECT, INSERT, DELETE ON prevalence TO gp_operator")
    op.execute("GRANT SELECT ON prevalence TO gp_insight")


def sessions() -> None:
    # An analyst signs in like other staff, and ends the own sessions.
    admit(
        "staff_session",
        "gp_advisor",
        "SELECT (tenant_id, id, staff_id, created_at, seen_at), DELETE",
        f"{TENANT} AND {own('staff_id')}",
    )


def ledger() -> None:
    # Editions so far were of another kind, and none of them left a machine of ours.
    op.execute("DELETE FROM edition")
    drop("release_certificate")
    op.execute(
        "ALTER TABLE edition ADD COLUMN document text NOT NULL, ADD COLUMN trend_document text"
    )
    # Inside only, with what was contributed and the seed. An edition releases its own year, and
    # the year before once more for the panel of both: `about` is the year of the contributions.
    op.execute(
        """
        CREATE TABLE release (
            period integer NOT NULL,
            about integer NOT NULL,
            vintage date NOT NULL,
            audience text NOT NULL CHECK (audience IN ('advisors')),
            specification bytea NOT NULL,
            members uuid[] NOT NULL,
            contributions bytea NOT NULL,
            cells bytea NOT NULL,
            certificate bytea NOT NULL,
            seed bigint NOT NULL,
            PRIMARY KEY (period, about)
        )
        """
    )
    op.execute("SELECT app.replicate('release')")
    op.execute("GRANT SELECT, INSERT ON release TO gp_insight")


def positions() -> None:
    op.execute(
        """
        CREATE TABLE benchmark_position (
            tenant_id uuid NOT NULL,
            period integer NOT NULL,
            among text NOT NULL CHECK (among IN ('all', 'sector', 'size')),
            position text,
            PRIMARY KEY (tenant_id, period, among)
        )
        """
    )
    wall("benchmark_position")
    refer("benchmark_position", ["tenant_id"], "organisation (tenant_id)")
    admit("benchmark_position", "gp_organisation", "SELECT")
    admit("benchmark_position", "gp_insight", "INSERT", "true")


def downgrade() -> None:
    drop("benchmark_position", "release", "prevalence")
    op.execute("DELETE FROM edition")
    op.execute("ALTER TABLE edition DROP COLUMN document, DROP COLUMN trend_document")
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
    op.execute("DROP POLICY gp_advisor ON staff_session")
    op.execute("REVOKE ALL ON staff_session FROM gp_advisor")
    for table in COUNTED:
        op.execute(f"DROP POLICY gp_insight ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM gp_insight")
