"""Files in a conversation: a row each, and its sealed chunks, here or in a store of objects."""

from alembic import op

from migrations.tables import TENANT, admit, drop, own, refer, wall

revision = "0016"
down_revision = "0015"

OWN_CLIENT = f"{TENANT} AND {own('client_id')}"
OWN_COUNSELLOR = own("counsellor_id")
BOTH_CLIENTS = (
    f"{TENANT} AND client_id::text = ANY "
    "(string_to_array(nullif(current_setting('app.moving', true), ''), ','))"
)
PURGE = "app.purge_attachments(timestamptz)"
ARRIVES = "state, number, details, chunks, stored, sent_at"


def upgrade() -> None:
    attachments()
    chunks()
    objects()
    moving()
    purging()


def attachments() -> None:
    # What it is called, its type and its length are content, and sealed in `details`. It is there
    # for nobody before it was sent.
    op.execute(
        """
        CREATE TABLE attachment (
            tenant_id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            author text NOT NULL CHECK (author IN ('client', 'counsellor')),
            state text NOT NULL DEFAULT 'arriving' CHECK (state IN ('arriving', 'sent')),
            number integer,
            details bytea,
            chunks integer NOT NULL DEFAULT 0,
            stored bigint NOT NULL DEFAULT 0,
            object_name text,
            begun_at timestamptz NOT NULL,
            sent_at timestamptz,
            PRIMARY KEY (tenant_id, conversation_id, id),
            UNIQUE (tenant_id, conversation_id, number),
            CHECK (state = 'arriving'
                   OR (number IS NOT NULL AND details IS NOT NULL AND sent_at IS NOT NULL))
        )
        """
    )
    wall("attachment")
    refer("attachment", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit(
        "attachment",
        "gp_portal",
        f"SELECT, INSERT, UPDATE ({ARRIVES}, client_id, counsellor_id), DELETE",
        OWN_CLIENT,
    )
    admit("attachment", "gp_desk", f"SELECT, INSERT, UPDATE ({ARRIVES}), DELETE", OWN_COUNSELLOR)
    # It ends what never arrived, and finds which objects are nobody's.
    admit("attachment", "gp_worker", "SELECT (tenant_id, state, begun_at, object_name), DELETE")
    op.execute(
        "CREATE INDEX attachment_arriving ON attachment (tenant_id, begun_at) "
        "WHERE state = 'arriving'"
    )
    op.execute(
        "CREATE INDEX attachment_object ON attachment (tenant_id, object_name) "
        "WHERE object_name IS NOT NULL"
    )


def chunks() -> None:
    # Who may read a chunk is a fact of its own row, as of a message.
    op.execute(
        """
        CREATE TABLE attachment_chunk (
            tenant_id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            attachment_id uuid NOT NULL,
            number integer NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            chunk bytea NOT NULL,
            PRIMARY KEY (tenant_id, conversation_id, attachment_id, number)
        )
        """
    )
    # What is sealed cannot be pressed any smaller.
    op.execute("ALTER TABLE attachment_chunk ALTER COLUMN chunk SET STORAGE EXTERNAL")
    wall("attachment_chunk")
    refer(
        "attachment_chunk",
        ["tenant_id", "conversation_id", "attachment_id"],
        "attachment (tenant_id, conversation_id, id)",
        on_delete="CASCADE",
    )
    admit(
        "attachment_chunk",
        "gp_portal",
        "SELECT, INSERT, UPDATE (client_id, counsellor_id)",
        OWN_CLIENT,
    )
    admit("attachment_chunk", "gp_desk", "SELECT, INSERT", OWN_COUNSELLOR)


def objects() -> None:
    # Every object there is by name, written with the attachment that it is for and outliving it:
    # whatever ends an attachment, the worker finds what to remove.
    op.execute(
        """
        CREATE TABLE stored_object (
            tenant_id uuid NOT NULL,
            name text NOT NULL,
            made_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, name)
        )
        """
    )
    wall("stored_object")
    admit("stored_object", "gp_portal", "INSERT")
    admit("stored_object", "gp_desk", "INSERT")
    admit("stored_object", "gp_worker", "SELECT, DELETE")


def moving() -> None:
    for table in ("attachment", "attachment_chunk"):
        op.execute(
            f"CREATE POLICY gp_portal_moving ON {table} TO gp_portal "
            f"USING ({BOTH_CLIENTS}) WITH CHECK ({BOTH_CLIENTS})"
        )


def purging() -> None:
    op.execute("GRANT SELECT (tenant_id, conversation_id, sent_at), DELETE ON attachment "
               "TO gp_retention")  # fmt: skip
    op.execute(f"CREATE POLICY gp_retention ON attachment TO gp_retention USING ({TENANT})")
    # No file is kept longer than a year either, also where the conversation goes on.
    op.execute(
        """
        CREATE FUNCTION app.purge_attachments(moment timestamptz) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
            today date := (least(moment, clock_timestamp()) AT TIME ZONE 'UTC')::date;
        BEGIN
            DELETE FROM attachment a USING conversation c
             WHERE a.tenant_id = tenant AND c.tenant_id = tenant AND c.id = a.conversation_id
               AND app.year_after((a.sent_at AT TIME ZONE 'UTC')::date) <= today
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
    drop("attachment_chunk", "attachment", "stored_object")
