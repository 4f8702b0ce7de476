"""A counsellor who cannot be a client's counsellor: who it is for whom, and no word or day."""

from alembic import op

from migrations.tables import TENANT, admit, drop, own, refer, wall

revision = "0026"
down_revision = "0023"

MOVING = (
    f"{TENANT} AND client_id::text = ANY "
    "(string_to_array(nullif(current_setting('app.moving', true), ''), ','))"
)


def upgrade() -> None:
    # It hangs on the client, not on a conversation: it outlives neither, and points at nobody else.
    op.execute(
        """
        CREATE TABLE client_conflict (
            tenant_id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            PRIMARY KEY (tenant_id, client_id, counsellor_id)
        )
        """
    )
    wall("client_conflict")
    refer("client_conflict", ["tenant_id", "client_id"], "client (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    # Who declares it can neither read it back nor take it back; the next counsellor sees nothing.
    admit("client_conflict", "gp_desk", "INSERT", own("counsellor_id"))
    admit("client_conflict", "gp_portal", "SELECT, INSERT", f"{TENANT} AND {own('client_id')}")
    op.execute(
        "CREATE POLICY gp_portal_moving ON client_conflict TO gp_portal "
        f"USING ({MOVING}) WITH CHECK ({MOVING})"
    )
    # 'given_up': the counsellor in charge has put the own key down, until the client chooses.
    keys("'held', 'lost', 'removed', 'given_up'")


def keys(allowed: str) -> None:
    op.execute("ALTER TABLE conversation DROP CONSTRAINT conversation_counsellor_key_check")
    op.execute(
        "ALTER TABLE conversation ADD CONSTRAINT conversation_counsellor_key_check "
        f"CHECK (counsellor_key IN ({allowed}))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE conversation NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE conversation SET counsellor_key = 'removed' WHERE counsellor_key = 'given_up'"
    )
    op.execute("ALTER TABLE conversation FORCE ROW LEVEL SECURITY")
    keys("'held', 'lost', 'removed'")
    drop("client_conflict")
