"""What is done so that less goes wrong: whose it is, and when it is looked at again."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0028"
down_revision = "0027"

TOLD = "tenant_id, id, kind, owner, theme, title, proposed_on, state, since, review_on"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE prevention_measure (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('rules', 'awareness', 'competence')),
            owner text NOT NULL CHECK (owner IN (
                'hr', 'management', 'works_council', 'prevention_officer', 'counsellor')),
            theme text NOT NULL,
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            advice_id uuid,
            proposed_on date NOT NULL,
            state text NOT NULL DEFAULT 'proposed' CHECK (state IN (
                'proposed', 'under_way', 'done', 'in_effect', 'dropped')),
            since date NOT NULL,
            review_on date NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("prevention_measure")
    refer("prevention_measure", ["tenant_id"], "organisation (tenant_id)")
    refer("prevention_measure", ["tenant_id", "advice_id"], "advice (tenant_id, id)")
    admit(
        "prevention_measure",
        "gp_desk",
        "SELECT, INSERT, UPDATE (state, since, review_on)",
        f"{TENANT} AND {of_firm()}",
    )
    # From which advice it follows is for the addressee of that advice alone.
    admit("prevention_measure", "gp_organisation", f"SELECT ({TOLD}), UPDATE (state, since)")
    # All that an organisation changes of it is that its own is done.
    op.execute(
        "CREATE POLICY gp_organisation_done ON prevention_measure AS RESTRICTIVE FOR UPDATE "
        "TO gp_organisation "
        "USING (owner <> 'counsellor' AND state IN ('proposed', 'under_way')) "
        "WITH CHECK (state = 'done')"
    )


def downgrade() -> None:
    drop("prevention_measure")
