"""Whoever signs in for an organisation sees the own sessions, and ends them."""

from alembic import op

from migrations.tables import TENANT, admit, own

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    admit(
        "staff_session",
        "gp_organisation",
        "SELECT (tenant_id, id, staff_id, created_at, seen_at), DELETE",
        f"{TENANT} AND {own('staff_id')}",
    )


def downgrade() -> None:
    op.execute("DROP POLICY gp_organisation ON staff_session")
    op.execute("REVOKE ALL ON staff_session FROM gp_organisation")
