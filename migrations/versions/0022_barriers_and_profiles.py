"""What is in the way of advice that stalls, as a code; a profile by the counsellor whose it is."""

from alembic import op

from migrations.tables import FIRM_OF_TENANT

revision = "0022"
down_revision = "0021"

PROFILE = "name, introduction, languages, themes, channels, hours_per_week"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE advice ADD COLUMN barrier text CHECK (barrier IN (
            'no_money', 'no_time', 'no_owner', 'no_backing', 'resistance', 'beliefs',
            'risk_not_seen'))
        """
    )
    op.execute("GRANT UPDATE (barrier) ON advice TO gp_desk")
    op.execute(f"GRANT INSERT (tenant_id, id, {PROFILE}) ON counsellor TO gp_desk")
    # A counsellor reads the own row from wherever the work is, and makes it at home only.
    op.execute(
        f"CREATE POLICY gp_desk_at_home ON counsellor AS RESTRICTIVE FOR INSERT TO gp_desk "
        f"WITH CHECK ({FIRM_OF_TENANT})"
    )


def downgrade() -> None:
    op.execute("DROP POLICY gp_desk_at_home ON counsellor")
    op.execute(f"REVOKE INSERT (tenant_id, id, {PROFILE}) ON counsellor FROM gp_desk")
    op.execute("REVOKE UPDATE (barrier) ON advice FROM gp_desk")
    op.execute("ALTER TABLE advice DROP COLUMN barrier")
