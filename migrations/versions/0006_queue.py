"""The job queue, in the same database so that a job is enqueued in the act's own transaction."""

from pathlib import Path

from alembic import op

from migrations.tables import DOOR_ROLES, drop

revision = "0006"
down_revision = "0005"

ENQUEUERS = ", ".join(role for role in DOOR_ROLES if role != "gp_worker")


def upgrade() -> None:
    op.execute((Path(__file__).parents[1] / "queue.sql").read_text())
    op.execute(f"GRANT INSERT ON pgqueuer, pgqueuer_log TO {ENQUEUERS}")
    op.execute(f"GRANT USAGE ON SEQUENCE pgqueuer_id_seq TO {ENQUEUERS}")
    op.execute(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON pgqueuer, pgqueuer_log, pgqueuer_schedules, "
        "pgqueuer_statistics TO gp_worker"
    )
    op.execute(
        "GRANT USAGE ON SEQUENCE pgqueuer_id_seq, pgqueuer_log_id_seq, pgqueuer_schedules_id_seq, "
        "pgqueuer_statistics_id_seq TO gp_worker"
    )


def downgrade() -> None:
    drop("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")
    op.execute("DROP FUNCTION fn_pgqueuer_changed")
    op.execute("DROP TYPE pgqueuer_status")
