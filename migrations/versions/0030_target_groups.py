"""Who is to be reached, as groups that a counsellor keeps; which activity reached which of them."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE target_group (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('site', 'shift', 'language', 'remote')),
            name text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
            people integer NOT NULL CHECK (people >= 5),
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, firm_id, kind, name)
        )
        """
    )
    wall("target_group")
    refer("target_group", ["tenant_id"], "organisation (tenant_id)")
    admit("target_group", "gp_desk", "SELECT, INSERT, DELETE", f"{TENANT} AND {of_firm()}")
    # A group of ten and an activity for nine: that stays between counsellors.
    op.execute(
        """
        CREATE TABLE reached_group (
            tenant_id uuid NOT NULL,
            activity_id uuid NOT NULL,
            target_group_id uuid NOT NULL,
            firm_id uuid NOT NULL,
            PRIMARY KEY (tenant_id, activity_id, target_group_id)
        )
        """
    )
    wall("reached_group")
    refer("reached_group", ["tenant_id", "activity_id"], "activity (tenant_id, id)")
    refer(
        "reached_group",
        ["tenant_id", "target_group_id"],
        "target_group (tenant_id, id)",
        on_delete="CASCADE",
    )
    admit("reached_group", "gp_desk", "SELECT, INSERT", f"{TENANT} AND {of_firm()}")


def downgrade() -> None:
    drop("reached_group", "target_group")
