"""Replacing an organisation's KEK: its outer seals, closed anew while talk goes on."""

from alembic import op

from migrations.tables import TENANT

revision = "0017"
down_revision = "0016"

#: what is sealed to somebody and closed once more under the organisation's key
SEALED = {
    "seal": "tenant_id, conversation_id, holder_id, sealed",
    "conversation_entry": "tenant_id, conversation_id, id, sealed",
}
LIST = "app.list_outer_seals(uuid, uuid, integer)"
PUT = "app.put_outer_seals(uuid[], uuid[], bytea[], bytea[])"


def upgrade() -> None:
    # Nobody logs in as this role and no door becomes it: it is what the two functions may touch.
    op.execute(
        """
        DO $$ BEGIN
            CREATE ROLE gp_replacing NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    op.execute("GRANT gp_replacing TO CURRENT_USER WITH SET TRUE, INHERIT FALSE")
    op.execute("GRANT USAGE ON SCHEMA app TO gp_replacing")
    for table, columns in SEALED.items():
        op.execute(f"GRANT SELECT ({columns}), UPDATE (sealed) ON {table} TO gp_replacing")
        op.execute(f"CREATE POLICY gp_replacing ON {table} TO gp_replacing USING ({TENANT})")
    op.execute("GRANT SELECT (tenant_id, wrapped_kek) ON organisation TO gp_replacing")
    op.execute(f"CREATE POLICY gp_replacing ON organisation TO gp_replacing USING ({TENANT})")
    functions()
    for function in (LIST, PUT):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO gp_operator")
        op.execute("GRANT CREATE ON SCHEMA app TO gp_replacing")
        op.execute(f"ALTER FUNCTION {function} OWNER TO gp_replacing")
        op.execute("REVOKE CREATE ON SCHEMA app FROM gp_replacing")


def functions() -> None:
    # An operator sees seals while the organisation has two keys, and not before or after.
    op.execute(
        """
        CREATE FUNCTION app.list_outer_seals(
            after_conversation uuid, after_holder uuid, how_many integer)
        RETURNS TABLE (conversation_id uuid, holder_id uuid, purpose text, sealed bytea)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
        BEGIN
            PERFORM FROM organisation o WHERE o.tenant_id = tenant AND o.wrapped_kek LIKE '% %';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'no key is being replaced' USING ERRCODE = 'no_data_found';
            END IF;
            RETURN QUERY
            SELECT * FROM (
                SELECT s.conversation_id, s.holder_id, 'data-key', s.sealed
                  FROM seal s
                 WHERE s.tenant_id = tenant
                UNION ALL
                SELECT e.conversation_id, e.id, 'entry', e.sealed
                  FROM conversation_entry e
                 WHERE e.tenant_id = tenant) AS found (conversation, holder, purpose, sealed)
             WHERE (found.conversation, found.holder) > (after_conversation, after_holder)
             ORDER BY found.conversation, found.holder
             LIMIT how_many;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION app.put_outer_seals(
            conversations uuid[], holders uuid[], former bytea[], next bytea[])
        RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
        BEGIN
            PERFORM FROM organisation o WHERE o.tenant_id = tenant AND o.wrapped_kek LIKE '% %';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'no key is being replaced' USING ERRCODE = 'no_data_found';
            END IF;
            -- What somebody sealed anew in the meantime is under the new key already.
            UPDATE seal s
               SET sealed = g.next
              FROM unnest(conversations, holders, former, next)
                   AS g (conversation, holder, former, next)
             WHERE s.tenant_id = tenant AND s.conversation_id = g.conversation
               AND s.holder_id = g.holder AND s.sealed = g.former;
            UPDATE conversation_entry e
               SET sealed = g.next
              FROM unnest(conversations, holders, former, next)
                   AS g (conversation, holder, former, next)
             WHERE e.tenant_id = tenant AND e.conversation_id = g.conversation
               AND e.id = g.holder AND e.sealed = g.former;
        END $$
        """
    )


def downgrade() -> None:
    op.execute("SET ROLE gp_replacing")
    for function in (LIST, PUT):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("RESET ROLE")
    for table in ("organisation", *SEALED):
        op.execute(f"DROP POLICY gp_replacing ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM gp_replacing")
    op.execute("REVOKE ALL ON SCHEMA app FROM gp_replacing")
