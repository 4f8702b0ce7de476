"""Weighing whether to break confidentiality: a record that is added to, and never changed."""

from alembic import op

from migrations.tables import TENANT, admit, drop, own, refer, wall

revision = "0014"
down_revision = "0013"

MOVING = (
    f"{TENANT} AND client_id::text = ANY "
    "(string_to_array(nullif(current_setting('app.moving', true), ''), ','))"
)
PURGE = "app.purge_weighings(timestamptz)"


def upgrade() -> None:
    # What was decided is inside `body`: a column for it would tell who copies the database. Until
    # `shown_on` the client's pages leave a record out; it cannot lie further away than two weeks.
    op.execute(
        """
        CREATE TABLE weighing (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            body bytea NOT NULL,
            written_on date NOT NULL,
            shown_on date NOT NULL CHECK (shown_on BETWEEN written_on AND written_on + 14),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("weighing")
    refer("weighing", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("weighing", "gp_portal", "SELECT, UPDATE (client_id, counsellor_id)",
          f"{TENANT} AND {own('client_id')}")  # fmt: skip
    op.execute(
        "CREATE POLICY gp_portal_moving ON weighing TO gp_portal "
        f"USING ({MOVING}) WITH CHECK ({MOVING})"
    )
    admit("weighing", "gp_desk", "SELECT, INSERT, UPDATE (shown_on)", own("counsellor_id"))
    purging()


def purging() -> None:
    op.execute("GRANT SELECT (tenant_id, conversation_id, written_on), DELETE ON weighing "
               "TO gp_retention")  # fmt: skip
    op.execute(f"CREATE POLICY gp_retention ON weighing TO gp_retention USING ({TENANT})")
    # No word is kept longer than a year, also where the conversation goes on.
    op.execute(
        """
        CREATE FUNCTION app.purge_weighings(moment timestamptz) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
            today date := (least(moment, clock_timestamp()) AT TIME ZONE 'UTC')::date;
        BEGIN
            DELETE FROM weighing w USING conversation c
             WHERE w.tenant_id = tenant AND c.tenant_id = tenant AND c.id = w.conversation_id
               AND app.year_after(w.written_on) <= today
               AND (c.held_until IS NULL OR c.held_until < today);
        END $$
        """
    )
    op.execute(f"REVOKE ALL ON FUNCTION {PURGE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {PURGE} TO gp_worker")
    op.execute("GRANT CREATE ON SCHEMA app TO gp_retention")
    op.execute(f"ALTER FUNCTION {PURGE} OWNER TO gp_retention")
    op.execute("REVOKE CREATE ON SCHEMA app FROM gp_retention")


def downgrade() -> None:
    op.execute("SET ROLE gp_retention")
    op.execute(f"DROP FUNCTION {PURGE}")
    op.execute("RESET ROLE")
    drop("weighing")
