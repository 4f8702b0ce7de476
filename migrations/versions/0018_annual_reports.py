"""What annual reports are made with: who came before, what changed, what a counsellor adds."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, refer, wall

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    # Three small years are told as one number of people only where it is known who came again.
    op.execute(
        """
        ALTER TABLE registration
          ADD COLUMN last_talked text NOT NULL DEFAULT 'not_recorded'
              CHECK (last_talked IN ('not_before', 'last_year', 'two_years_ago', 'not_recorded'))
        """
    )
    # Codes and dates, no names: who lived through it knows which reorganisation that was.
    op.execute(
        """
        CREATE TABLE organisation_change (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN (
                'reorganisation', 'merger', 'new_management', 'relocation', 'growth', 'shrinkage',
                'new_policy', 'new_way_of_working')),
            happened_on date NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("organisation_change")
    refer("organisation_change", ["tenant_id"], "organisation (tenant_id)")
    admit("organisation_change", "gp_desk", "SELECT, INSERT, DELETE", f"{TENANT} AND {of_firm()}")
    # What is not released yet is the counsellors' own; the organisation has no way to it.
    op.execute(
        """
        CREATE TABLE annual_report_draft (
            tenant_id uuid NOT NULL,
            year integer NOT NULL,
            firm_id uuid NOT NULL,
            for_publication boolean NOT NULL,
            bottlenecks text[] NOT NULL,
            comment text NOT NULL CHECK (length(comment) <= 4000),
            reason text NOT NULL CHECK (length(reason) <= 500),
            written_by uuid NOT NULL,
            PRIMARY KEY (tenant_id, year)
        )
        """
    )
    wall("annual_report_draft")
    refer("annual_report_draft", ["tenant_id"], "organisation (tenant_id)")
    admit("annual_report_draft", "gp_desk", "SELECT, INSERT, UPDATE", f"{TENANT} AND {of_firm()}")


def downgrade() -> None:
    drop("annual_report_draft", "organisation_change")
    op.execute("ALTER TABLE registration DROP COLUMN last_talked")
