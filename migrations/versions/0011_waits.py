"""How long people waited for an answer and for a talk, in bands."""

from alembic import op

revision = "0011"
down_revision = "0010"

FACETS = ("first_response", "first_talk")


def upgrade() -> None:
    for facet in FACETS:
        op.execute(
            f"ALTER TABLE registration ADD COLUMN {facet} text NOT NULL DEFAULT 'not_recorded'"
        )


def downgrade() -> None:
    for facet in FACETS:
        op.execute(f"ALTER TABLE registration DROP COLUMN {facet}")
