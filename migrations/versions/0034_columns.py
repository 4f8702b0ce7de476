"""What counsellors write for everybody, under their own name; the organisation reads along."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0034"
down_revision = "0033"

READ = "tenant_id, id, language, theme, title, body, author, published_on, taken_down"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE counsellor_column (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            language text NOT NULL,
            theme text NOT NULL,
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 6000),
            reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
            author text,
            published_on date,
            taken_down boolean NOT NULL DEFAULT false,
            PRIMARY KEY (tenant_id, id),
            CHECK ((author IS NULL) = (published_on IS NULL))
        )
        """
    )
    wall("counsellor_column")
    refer("counsellor_column", ["tenant_id"], "organisation (tenant_id)")
    admit(
        "counsellor_column",
        "gp_desk",
        "SELECT, INSERT, UPDATE (language, theme, title, body, reason, author, published_on, "
        "taken_down)",
        f"{TENANT} AND {of_firm()}",
    )
    out = f"{TENANT} AND published_on IS NOT NULL AND NOT taken_down"
    admit("counsellor_column", "gp_portal", f"SELECT ({READ})", out)
    admit("counsellor_column", "gp_organisation", f"SELECT ({READ})", out)


def downgrade() -> None:
    drop("counsellor_column")
