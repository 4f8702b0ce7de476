"""A firm's own texts of the library, in versions; and how often no example fitted, as a tally."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0032"
down_revision = "0031"

ENDED = "quarter < date_trunc('quarter', now() AT TIME ZONE 'UTC')::date"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE library_text (
            tenant_id uuid NOT NULL,
            section text NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            language text NOT NULL,
            firm_id uuid NOT NULL,
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
            published_on date NOT NULL,
            PRIMARY KEY (tenant_id, section, version, language)
        )
        """
    )
    wall("library_text")
    refer("library_text", ["tenant_id"], "organisation (tenant_id)")
    for role in ("gp_portal", "gp_desk", "gp_organisation"):
        admit("library_text", role, "SELECT")
    admit("library_text", "gp_firm", "SELECT, INSERT", of_firm())
    # Two numbers for a quarter: nobody's, and of no day. The firm sees it when it no longer moves.
    op.execute(
        """
        CREATE TABLE example_tally (
            tenant_id uuid NOT NULL,
            theme text NOT NULL,
            quarter date NOT NULL,
            firm_id uuid NOT NULL,
            fits integer NOT NULL,
            none_fits integer NOT NULL,
            PRIMARY KEY (tenant_id, theme, quarter)
        )
        """
    )
    wall("example_tally")
    refer("example_tally", ["tenant_id"], "organisation (tenant_id)")
    admit("example_tally", "gp_portal", "SELECT, INSERT, UPDATE (fits, none_fits)", TENANT)
    admit("example_tally", "gp_firm", "SELECT", f"{of_firm()} AND {ENDED}")


def downgrade() -> None:
    drop("example_tally", "library_text")
