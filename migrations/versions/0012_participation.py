"""Taking part in benchmarks as a ledger: what was decided stays, and counts from the next year."""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLE = "benchmark_participation"


def upgrade() -> None:
    op.execute(
        f"""
        ALTER TABLE {TABLE}
            ADD COLUMN publishes_figures boolean NOT NULL DEFAULT false,
            ADD COLUMN own_position boolean NOT NULL DEFAULT false,
            ADD COLUMN decided_at timestamptz NOT NULL DEFAULT now()
        """
    )
    op.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {TABLE}_pkey")
    op.execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY (tenant_id, decided_on, decided_at)")
    op.execute(f"REVOKE UPDATE ON {TABLE} FROM gp_organisation")


def downgrade() -> None:
    op.execute(f"GRANT UPDATE ON {TABLE} TO gp_organisation")
    # One decision a day was all there was room for: the last of each stays.
    op.execute(f"ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        f"""
        DELETE FROM {TABLE} p
              USING {TABLE} later
              WHERE later.tenant_id = p.tenant_id AND later.decided_on = p.decided_on
                AND later.decided_at > p.decided_at
        """
    )
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {TABLE}_pkey")
    op.execute(f"ALTER TABLE {TABLE} ADD PRIMARY KEY (tenant_id, decided_on)")
    for column in ("publishes_figures", "own_position", "decided_at"):
        op.execute(f"ALTER TABLE {TABLE} DROP COLUMN {column}")
