"""What returns by itself. An organisation reads what comes and when, and can change none of it."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0029"
down_revision = "0028"

#: what a dialogue is to be about stays between counsellor and addressee until it was held
TOLD = "kind, addressee, every_months, due_on, last_done_on"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE planned_item (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN (
                'team_meeting', 'introduction', 'column', 'training', 'walk_round', 'dialogue',
                'listing')),
            addressee text CHECK (addressee IN (
                'hr', 'management', 'works_council', 'prevention_officer')),
            theme text NOT NULL,
            every_months integer CHECK (every_months IN (1, 2, 3, 4, 6, 12)),
            due_on date,
            last_done_on date,
            PRIMARY KEY (tenant_id, id),
            CHECK ((kind = 'dialogue') = (addressee IS NOT NULL)),
            CHECK (due_on IS NOT NULL OR every_months IS NULL)
        )
        """
    )
    wall("planned_item")
    refer("planned_item", ["tenant_id"], "organisation (tenant_id)")
    admit(
        "planned_item",
        "gp_desk",
        f"SELECT, INSERT, UPDATE ({TOLD}, theme), DELETE",
        f"{TENANT} AND {of_firm()}",
    )
    admit("planned_item", "gp_firm", "SELECT", of_firm())
    admit("planned_item", "gp_organisation", f"SELECT (tenant_id, id, {TOLD})")


def downgrade() -> None:
    drop("planned_item")
