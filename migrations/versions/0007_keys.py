"""The operator rotates and destroys organisations' keys."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("GRANT UPDATE (wrapped_kek, state) ON organisation TO gp_operator")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (wrapped_kek, state) ON organisation FROM gp_operator")
