"""A client's way back without the words: a recovery sheet, or an entry handed over in person."""

from alembic import op

from migrations.tables import TENANT, admit, drop, own, refer, wall

revision = "0010"
down_revision = "0009"

#: every table that says of a row whose conversation it belongs to
MOVED = ("conversation", "message", "consent", "formal_route")
BOTH_CLIENTS = (
    f"{TENANT} AND client_id::text = ANY "
    "(string_to_array(nullif(current_setting('app.moving', true), ''), ','))"
)


def upgrade() -> None:
    sheets()
    entries()
    moving()


def sheets() -> None:
    op.execute(
        """
        CREATE TABLE client_recovery (
            tenant_id uuid NOT NULL,
            client_id uuid NOT NULL,
            lookup bytea NOT NULL,
            locked_seed bytea NOT NULL,
            made_on date NOT NULL,
            PRIMARY KEY (tenant_id, client_id),
            UNIQUE (tenant_id, lookup)
        )
        """
    )
    wall("client_recovery")
    refer("client_recovery", ["tenant_id", "client_id"], "client (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("client_recovery", "gp_portal", "SELECT, INSERT, UPDATE, DELETE")
    # New words: another key pair and another look-up for the same client.
    op.execute("GRANT UPDATE (lookup, public_key) ON client TO gp_portal")


def entries() -> None:
    op.execute(
        """
        CREATE TABLE conversation_entry (
            tenant_id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            lookup bytea NOT NULL,
            sealed bytea NOT NULL,
            expires_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, conversation_id),
            UNIQUE (tenant_id, lookup)
        )
        """
    )
    wall("conversation_entry")
    refer("conversation_entry", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    # Who brings the code is nobody yet: the row is found by its look-up, as a client's is.
    admit("conversation_entry", "gp_portal", "SELECT, DELETE")
    admit("conversation_entry", "gp_desk", "SELECT, INSERT, UPDATE", own("counsellor_id"))
    admit("conversation_entry", "gp_worker", "SELECT (tenant_id, expires_at), DELETE")


def moving() -> None:
    # A conversation passes from the words that were lost to new ones. For the length of that
    # transaction the portal sees the rows of both clients, and no others.
    op.execute(
        """
        CREATE FUNCTION app.move_between(former uuid, next uuid) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            EXECUTE format('SET LOCAL app.moving = %L', concat_ws(',', former, next));
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION app.move_between(uuid, uuid) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app.move_between(uuid, uuid) TO gp_portal")
    for table in (*MOVED, "seal"):
        op.execute(
            f"CREATE POLICY gp_portal_moving ON {table} TO gp_portal "
            f"USING ({BOTH_CLIENTS}) WITH CHECK ({BOTH_CLIENTS})"
        )
    for table in MOVED[1:]:
        op.execute(f"GRANT UPDATE (client_id) ON {table} TO gp_portal")


def downgrade() -> None:
    for table in MOVED[1:]:
        op.execute(f"REVOKE UPDATE (client_id) ON {table} FROM gp_portal")
    for table in (*MOVED, "seal"):
        op.execute(f"DROP POLICY gp_portal_moving ON {table}")
    op.execute("DROP FUNCTION app.move_between(uuid, uuid)")
    op.execute("REVOKE UPDATE (lookup, public_key) ON client FROM gp_portal")
    drop("conversation_entry", "client_recovery")
