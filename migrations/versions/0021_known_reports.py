"""That an annual report went out to everybody: what its organisation contributes is known then."""

from alembic import op

from migrations.tables import admit

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE annual_report ADD COLUMN for_publication boolean NOT NULL
            GENERATED ALWAYS AS (coalesce(content ->> 'audience', '') = 'public') STORED
        """
    )
    # Of a report the aggregator may know that much, and nothing of what is in it.
    admit("annual_report", "gp_insight", "SELECT (tenant_id, year, for_publication)", "true")


def downgrade() -> None:
    op.execute("DROP POLICY gp_insight ON annual_report")
    op.execute("REVOKE ALL ON annual_report FROM gp_insight")
    op.execute("ALTER TABLE annual_report DROP COLUMN for_publication")
