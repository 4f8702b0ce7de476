"""How deep talks went and how long they took: what of a year may be told, frozen when it ended."""

from alembic import op

from migrations.tables import admit, drop, of_firm, refer, wall

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    # A row of every year, also where nothing may be told: that there is one tells nothing.
    op.execute(
        """
        CREATE TABLE effort_overview (
            tenant_id uuid NOT NULL,
            year integer NOT NULL,
            firm_id uuid NOT NULL,
            content jsonb NOT NULL,
            PRIMARY KEY (tenant_id, year)
        )
        """
    )
    wall("effort_overview")
    refer("effort_overview", ["tenant_id"], "organisation (tenant_id)")
    admit("effort_overview", "gp_worker", "SELECT, INSERT")
    admit("effort_overview", "gp_firm", "SELECT", of_firm())
    admit("effort_overview", "gp_desk", "SELECT", of_firm())


def downgrade() -> None:
    drop("effort_overview")
