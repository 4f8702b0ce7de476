"""Peer supervision: questions of a firm's counsellors, without who asked, when or of whom."""

from alembic import op

from migrations.tables import FIRM_OF_TENANT, admit, drop, refer, wall

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE peer_question (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            quarter date NOT NULL CHECK (quarter = date_trunc('quarter', quarter)),
            theme text NOT NULL,
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    op.execute(
        """
        CREATE TABLE peer_thought (
            tenant_id uuid NOT NULL,
            question_id uuid NOT NULL,
            id uuid NOT NULL,
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
            PRIMARY KEY (tenant_id, question_id, id)
        )
        """
    )
    for table in ("peer_question", "peer_thought"):
        wall(table)
        admit(table, "gp_desk", "SELECT, INSERT, DELETE", FIRM_OF_TENANT)
    refer("peer_question", ["tenant_id"], "firm (tenant_id)")
    refer("peer_thought", ["tenant_id", "question_id"], "peer_question (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip


def downgrade() -> None:
    drop("peer_thought", "peer_question")
