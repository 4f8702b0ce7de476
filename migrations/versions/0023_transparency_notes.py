"""What an organisation is told after an incident: nothing before a counsellor released it."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0023"
down_revision = "0022"

TOLD = "title, happened, handled, prevents"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE transparency_note (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            happened text NOT NULL CHECK (length(happened) BETWEEN 1 AND 4000),
            handled text NOT NULL CHECK (length(handled) BETWEEN 1 AND 4000),
            prevents text NOT NULL CHECK (length(prevents) BETWEEN 1 AND 4000),
            reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
            written_on date NOT NULL,
            released_on date,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("transparency_note")
    refer("transparency_note", ["tenant_id"], "organisation (tenant_id)")
    admit(
        "transparency_note",
        "gp_desk",
        f"SELECT, INSERT, UPDATE ({TOLD}, reason, written_on, released_on)",
        f"{TENANT} AND {of_firm()}",
    )
    # Why nobody can be found by it stays with the firm.
    admit(
        "transparency_note",
        "gp_organisation",
        f"SELECT (tenant_id, id, {TOLD}, released_on)",
        f"{TENANT} AND released_on IS NOT NULL",
    )


def downgrade() -> None:
    drop("transparency_note")
