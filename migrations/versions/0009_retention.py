"""How long conversations stay: one rule in the database, and one narrow way to end them."""

from alembic import op

from migrations.tables import TENANT

revision = "0009"
down_revision = "0008"

#: what the purge must see to decide, of each table; never a column that holds content
SEEN = {
    "conversation": "tenant_id, id, client_id, state, opened_on, closed_on, last_message_at, "
    "held_until",
    "message": "tenant_id, conversation_id, sent_at",
    "consent": "tenant_id, conversation_id, asked_on",
    "formal_route": "tenant_id, conversation_id, decided_on",
    "client": "tenant_id, id",
}
HELD = ("held_until", "hold_reason")


def upgrade() -> None:
    holds()
    rules()
    purging()


def holds() -> None:
    # A hold stands on the conversation itself, so that the purge, which looks at that row again
    # when it has waited for it, cannot miss one. The reason is encrypted like every text.
    op.execute("ALTER TABLE conversation ADD COLUMN held_until date, ADD COLUMN hold_reason bytea")
    op.execute(
        "ALTER TABLE conversation ADD CONSTRAINT conversation_hold_check "
        "CHECK ((held_until IS NULL) = (hold_reason IS NULL))"
    )
    op.execute("ALTER TABLE consent ADD COLUMN asked_on date NOT NULL DEFAULT current_date")
    # Holding is the counsellor's alone: the portal goes on changing every other column.
    op.execute("REVOKE UPDATE ON conversation FROM gp_portal")
    op.execute(
        f"""
        DO $$ BEGIN
            EXECUTE (SELECT format('GRANT UPDATE (%s) ON conversation TO gp_portal',
                                   string_agg(quote_ident(attname), ', ' ORDER BY attnum))
                       FROM pg_attribute
                      WHERE attrelid = 'conversation'::regclass AND attnum > 0
                        AND NOT attisdropped AND attname NOT IN {HELD});
        END $$
        """
    )


def rules() -> None:
    op.execute(
        """
        CREATE FUNCTION app.year_after(written date) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            RETURN written + interval '1 year';
        END $$
        """
    )
    # The first day on which a conversation may go: 30 days after closure, a year after the last
    # message (after the opening, where nothing was written), and never under a hold.
    op.execute(
        """
        CREATE FUNCTION app.goes_on(
            opened_on date, last_message_at timestamptz, closed_on date, held_until date)
        RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            RETURN greatest(
                least(
                    app.year_after(
                        coalesce((last_message_at AT TIME ZONE 'UTC')::date, opened_on)),
                    closed_on + 30),
                held_until + 1);
        END $$
        """
    )
    for function in ("year_after(date)", "goes_on(date, timestamptz, date, date)"):
        op.execute(f"REVOKE ALL ON FUNCTION app.{function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION app.{function} TO gp_portal, gp_desk")


def purging() -> None:
    # Nobody logs in as this role and no door becomes it: it is what the function may touch.
    op.execute(
        """
        DO $$ BEGIN
            CREATE ROLE gp_retention NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    # The owner gives the function away and takes it back, which asks for SET on the new owner.
    op.execute("GRANT gp_retention TO CURRENT_USER WITH SET TRUE, INHERIT FALSE")
    op.execute("GRANT USAGE ON SCHEMA app TO gp_retention")
    for function in ("year_after(date)", "goes_on(date, timestamptz, date, date)"):
        op.execute(f"GRANT EXECUTE ON FUNCTION app.{function} TO gp_retention")
    for table, columns in SEEN.items():
        op.execute(f"GRANT SELECT ({columns}), DELETE ON {table} TO gp_retention")
        op.execute(f"CREATE POLICY gp_retention ON {table} TO gp_retention USING ({TENANT})")
    # The worker says which moment it is and cannot name one that is still to come: whoever takes
    # over the worker can end what is due, and nothing else.
    op.execute(
        """
        CREATE FUNCTION app.purge_conversations(moment timestamptz) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
            today date := (least(moment, clock_timestamp()) AT TIME ZONE 'UTC')::date;
            gone integer;
        BEGIN
            -- One statement decides and deletes. Where a message or a hold comes at the same time
            -- it waits for that row and asks the rule again of the row as it is then.
            DELETE FROM conversation c
             WHERE c.tenant_id = tenant
               AND app.goes_on(c.opened_on, c.last_message_at, c.closed_on, c.held_until) <= today;
            GET DIAGNOSTICS gone = ROW_COUNT;

            -- No word is kept longer than a year, also where the conversation goes on.
            DELETE FROM message m USING conversation c
             WHERE m.tenant_id = tenant AND c.tenant_id = tenant AND c.id = m.conversation_id
               AND app.year_after((m.sent_at AT TIME ZONE 'UTC')::date) <= today
               AND (c.held_until IS NULL OR c.held_until < today);
            DELETE FROM consent s USING conversation c
             WHERE s.tenant_id = tenant AND c.tenant_id = tenant AND c.id = s.conversation_id
               AND app.year_after(s.asked_on) <= today
               AND (c.held_until IS NULL OR c.held_until < today);
            DELETE FROM formal_route f USING conversation c
             WHERE f.tenant_id = tenant AND c.tenant_id = tenant AND c.id = f.conversation_id
               AND app.year_after(f.decided_on) <= today
               AND (c.held_until IS NULL OR c.held_until < today);

            BEGIN
                DELETE FROM client p
                 WHERE p.tenant_id = tenant
                   AND NOT EXISTS (SELECT FROM conversation c
                                    WHERE c.tenant_id = tenant AND c.client_id = p.id);
            EXCEPTION WHEN foreign_key_violation THEN
                -- Somebody began a conversation just now: the next round finds who is left.
                NULL;
            END;
            RETURN gone;
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION app.purge_conversations(timestamptz) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app.purge_conversations(timestamptz) TO gp_worker")
    op.execute("GRANT CREATE ON SCHEMA app TO gp_retention")
    op.execute("ALTER FUNCTION app.purge_conversations(timestamptz) OWNER TO gp_retention")
    op.execute("REVOKE CREATE ON SCHEMA app FROM gp_retention")


def downgrade() -> None:
    op.execute("SET ROLE gp_retention")
    op.execute("DROP FUNCTION app.purge_conversations(timestamptz)")
    op.execute("RESET ROLE")
    for table in SEEN:
        op.execute(f"DROP POLICY gp_retention ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM gp_retention")
    op.execute("DROP FUNCTION app.goes_on(date, timestamptz, date, date)")
    op.execute("DROP FUNCTION app.year_after(date)")
    op.execute("REVOKE ALL ON SCHEMA app FROM gp_retention")
    op.execute("REVOKE UPDATE ON conversation FROM gp_portal")
    op.execute("ALTER TABLE conversation DROP COLUMN held_until, DROP COLUMN hold_reason")
    op.execute("ALTER TABLE consent DROP COLUMN asked_on")
    op.execute("GRANT UPDATE ON conversation TO gp_portal")
