"""Handing over: who is away, which seal is missing, and what a client's own session may change."""

from alembic import op

from migrations.tables import admit

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE counsellor ADD COLUMN away_until date, ADD COLUMN recovery_seed bytea")
    op.execute("GRANT SELECT (away_until) ON counsellor TO gp_portal")
    # `counsellor_key` says whether the counsellor in charge holds a seal that opens: lost with an
    # old key pair, or removed by the client.
    op.execute(
        """
        ALTER TABLE conversation
            ADD COLUMN handover text NOT NULL DEFAULT 'none'
                CHECK (handover IN ('none', 'asked', 'refused')),
            ADD COLUMN counsellor_key text NOT NULL DEFAULT 'held'
                CHECK (counsellor_key IN ('held', 'lost', 'removed'))
        """
    )
    # Who may read a row is a fact of the row; only the client's own session passes it on.
    for table in ("message", "consent", "formal_route"):
        op.execute(f"GRANT UPDATE (counsellor_id) ON {table} TO gp_portal")
    # A new key pair takes the seals to the old one with it.
    op.execute("GRANT DELETE ON seal TO gp_desk")
    contact()


def contact() -> None:
    # A deputy may know that somebody waits for a colleague who is away: not who, when or how many.
    op.execute(
        "GRANT SELECT (tenant_id, waiting_for, counsellor_key) ON conversation TO gp_insight"
    )
    admit("pool_member", "gp_insight", "SELECT (tenant_id, counsellor_id, deputy)", "true")
    op.execute("GRANT SELECT (away_until) ON counsellor TO gp_insight")
    op.execute(
        """
        CREATE FUNCTION app.client_needs_contact(organisation uuid, today date) RETURNS boolean
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
            RETURN EXISTS (SELECT FROM pool_member p
                            WHERE p.tenant_id = organisation AND p.deputy
                              AND p.counsellor_id
                                  = nullif(current_setting('app.party', true), '')::uuid)
               AND EXISTS (SELECT FROM conversation c
                             JOIN counsellor k ON k.id = c.counsellor_id
                            WHERE c.tenant_id = organisation AND c.state = 'open'
                              AND c.waiting_for = 'counsellor' AND c.counsellor_key <> 'removed'
                              AND k.away_until >= today);
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION app.client_needs_contact(uuid, date) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION app.client_needs_contact(uuid, date) TO gp_desk")
    op.execute("GRANT CREATE ON SCHEMA app TO gp_insight")
    op.execute("ALTER FUNCTION app.client_needs_contact(uuid, date) OWNER TO gp_insight")
    op.execute("REVOKE CREATE ON SCHEMA app FROM gp_insight")


def downgrade() -> None:
    op.execute("SET ROLE gp_insight")
    op.execute("DROP FUNCTION app.client_needs_contact(uuid, date)")
    op.execute("RESET ROLE")
    op.execute("DROP POLICY gp_insight ON pool_member")
    op.execute("REVOKE ALL ON pool_member FROM gp_insight")
    op.execute("REVOKE SELECT (away_until) ON counsellor FROM gp_insight")
    op.execute(
        "REVOKE SELECT (tenant_id, waiting_for, counsellor_key) ON conversation FROM gp_insight"
    )
    op.execute("REVOKE DELETE ON seal FROM gp_desk")
    for table in ("message", "consent", "formal_route"):
        op.execute(f"REVOKE UPDATE (counsellor_id) ON {table} FROM gp_portal")
    op.execute("ALTER TABLE conversation DROP COLUMN handover, DROP COLUMN counsellor_key")
    op.execute("ALTER TABLE counsellor DROP COLUMN away_until, DROP COLUMN recovery_seed")
