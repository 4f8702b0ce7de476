"""How far a consent goes: theme, unit, situation or identity, locked as its text is."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    # Without one where it was asked before there were stages: such a consent is a step of nothing.
    op.execute("ALTER TABLE consent ADD COLUMN stage bytea")


def downgrade() -> None:
    op.execute("ALTER TABLE consent DROP COLUMN stage")
