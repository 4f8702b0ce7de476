"""The acts that happen all day, each in one trip: a function that enters, acts and commits."""

from alembic import op

revision = "0015"
down_revision = "0014"

#: who enters, and where; `home` is NULL in a transaction that has entered already
ENTRANT = "tenant uuid, party uuid, firm uuid, home uuid"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE FUNCTION app.enter({ENTRANT}) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF home IS NOT NULL THEN
                PERFORM app.set_tenant(tenant, party, firm);
                PERFORM app.admit(home);
            END IF;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION app.find_seal({ENTRANT}, conversation uuid)
        RETURNS TABLE (sealed bytea, wrapped_kek text) LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM app.enter(tenant, party, firm, home);
            RETURN QUERY
            SELECT s.sealed, o.wrapped_kek
              FROM seal s
              JOIN organisation o ON o.tenant_id = s.tenant_id
             WHERE s.tenant_id = tenant AND s.conversation_id = conversation
               AND s.holder_id = party;
        END $$
        """
    )
    # No row: it was posted. A row: the key was taken before, and this is what was kept with it.
    # Whoever takes the same key at the same time waits for the other to end.
    op.execute(
        f"""
        CREATE FUNCTION app.post_message(
            {ENTRANT}, conversation uuid, message uuid, said_by text, said bytea,
            said_at timestamptz, entry uuid, once text, made_of bytea, answer bytea)
        RETURNS TABLE (fingerprint bytea, status integer, headers jsonb, body bytea)
        LANGUAGE plpgsql AS $$
        DECLARE
            client uuid;
            counsellor uuid;
        BEGIN
            PERFORM app.enter(tenant, party, firm, home);
            IF once IS NOT NULL THEN
                INSERT INTO idempotent_request
                            (tenant_id, actor_id, key, fingerprint, status, headers, body)
                     VALUES (tenant, party, once, made_of, 201, '{{}}', answer)
                ON CONFLICT DO NOTHING;
                IF NOT FOUND THEN
                    RETURN QUERY
                    SELECT r.fingerprint, r.status, r.headers, r.body
                      FROM idempotent_request r
                     WHERE r.tenant_id = tenant AND r.actor_id = party AND r.key = once;
                    RETURN;
                END IF;
            END IF;
               UPDATE conversation c
                  SET waiting_for = CASE said_by WHEN 'client' THEN 'counsellor' ELSE 'client' END,
                      last_message_at = said_at, state = 'open', closed_on = NULL
                WHERE c.tenant_id = tenant AND c.id = conversation
                  AND (c.state = 'open' OR said_by = 'client')
            RETURNING c.client_id, c.counsellor_id INTO client, counsellor;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'closed' USING ERRCODE = 'object_not_in_prerequisite_state';
            END IF;
            INSERT INTO message
                        (tenant_id, conversation_id, id, client_id, counsellor_id, author, body,
                         sent_at)
                 VALUES (tenant, conversation, message, client, counsellor, said_by, said, said_at);
            IF entry IS NOT NULL THEN
                INSERT INTO audit_entry
                            (tenant_id, id, at, actor_role, actor_id, action, subject_kind,
                             subject_id)
                     VALUES (tenant, entry, said_at, said_by, party, 'post_message', 'conversation',
                             conversation::text);
            END IF;
        END $$
        """
    )


def downgrade() -> None:
    op.execute(
        "DROP FUNCTION app.post_message(uuid, uuid, uuid, uuid, uuid, uuid, text, bytea, "
        "timestamptz, uuid, text, bytea, bytea)"
    )
    op.execute("DROP FUNCTION app.find_seal(uuid, uuid, uuid, uuid, uuid)")
    op.execute("DROP FUNCTION app.enter(uuid, uuid, uuid, uuid)")
