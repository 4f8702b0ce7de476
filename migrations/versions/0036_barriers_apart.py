"""What counsellors see in the way of an advice is not for its addressee."""

from alembic import op

revision = "0036"
down_revision = "0035"

TOLD = "tenant_id, id, kind, addressee, theme, title, body, given_on, respond_by, state, response"


def upgrade() -> None:
    op.execute("REVOKE SELECT ON advice FROM gp_organisation")
    op.execute(f"GRANT SELECT ({TOLD}) ON advice TO gp_organisation")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT ({TOLD}) ON advice FROM gp_organisation")
    # The worker's again, after it: so the rights stand in the order in which they were given.
    op.execute("REVOKE SELECT ON advice FROM gp_worker")
    op.execute("GRANT SELECT ON advice TO gp_organisation")
    op.execute("GRANT SELECT ON advice TO gp_worker")
