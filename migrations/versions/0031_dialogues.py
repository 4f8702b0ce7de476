"""The words of an activity that was a dialogue: for whom it was with, and for counsellors."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE dialogue (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            stakeholder text NOT NULL CHECK (stakeholder IN (
                'hr', 'management', 'works_council', 'prevention_officer',
                'occupational_health_service')),
            subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
            agreed text NOT NULL CHECK (length(agreed) BETWEEN 1 AND 4000),
            next_step_by text NOT NULL CHECK (next_step_by IN (
                'hr', 'management', 'works_council', 'prevention_officer',
                'occupational_health_service', 'counsellor')),
            next_step text NOT NULL CHECK (length(next_step) BETWEEN 1 AND 2000),
            reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("dialogue")
    # Day, theme and number are the activity's: it is one thing with two tables.
    refer("dialogue", ["tenant_id", "id"], "activity (tenant_id, id)")
    admit("dialogue", "gp_desk", "SELECT, INSERT", f"{TENANT} AND {of_firm()}")
    # Why nobody can be found by it stays with the firm.
    admit(
        "dialogue",
        "gp_organisation",
        "SELECT (tenant_id, id, stakeholder, subject, agreed, next_step_by, next_step)",
        f"{TENANT} AND stakeholder <> 'occupational_health_service'",
    )


def downgrade() -> None:
    drop("dialogue")
