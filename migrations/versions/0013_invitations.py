"""A first sign-in: whoever enrols somebody hands over a code, and never sets what signs them in."""

from alembic import op

from migrations.tables import admit, drop, refer, wall

revision = "0013"
down_revision = "0012"

SECRETS = ("passphrase_hash", "wrapped_totp")
ENROLLED = "tenant_id, id, name, email, role, language"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE staff_invitation (
            tenant_id uuid NOT NULL,
            staff_id uuid NOT NULL,
            lookup bytea NOT NULL,
            expires_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, staff_id)
        )
        """
    )
    wall("staff_invitation")
    refer("staff_invitation", ["tenant_id", "staff_id"], "staff (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("staff_invitation", "gp_entrance", "SELECT, DELETE")
    for role in ("gp_firm", "gp_operator"):
        admit(
            "staff_invitation",
            role,
            "SELECT (tenant_id, staff_id, expires_at), INSERT, UPDATE, DELETE",
        )
    for column in SECRETS:
        op.execute(f"ALTER TABLE staff ALTER COLUMN {column} DROP NOT NULL")
    op.execute("ALTER TABLE staff DROP CONSTRAINT staff_state_check")
    op.execute(
        "ALTER TABLE staff ADD CONSTRAINT staff_state_check "
        "CHECK (state IN ('invited', 'active', 'ended'))"
    )
    op.execute(
        "ALTER TABLE staff ADD CONSTRAINT staff_secrets_check "
        "CHECK (state <> 'active' OR num_nulls(passphrase_hash, wrapped_totp) = 0)"
    )
    op.execute("ALTER TABLE staff ALTER COLUMN state SET DEFAULT 'invited'")
    # The person's own act writes the secrets; who enrols may not, whatever the code does.
    for role in ("gp_firm", "gp_operator"):
        op.execute(f"REVOKE INSERT ON staff FROM {role}")
        op.execute(f"GRANT INSERT ({ENROLLED}) ON staff TO {role}")
    op.execute("REVOKE UPDATE (passphrase_hash, wrapped_totp) ON staff FROM gp_firm")
    op.execute("GRANT UPDATE (state, wrapped_totp) ON staff TO gp_entrance")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (state, wrapped_totp) ON staff FROM gp_entrance")
    op.execute("GRANT UPDATE (passphrase_hash, wrapped_totp) ON staff TO gp_firm")
    for role in ("gp_firm", "gp_operator"):
        op.execute(f"REVOKE INSERT ({ENROLLED}) ON staff FROM {role}")
        op.execute(f"GRANT INSERT ON staff TO {role}")
    op.execute("ALTER TABLE staff ALTER COLUMN state SET DEFAULT 'active'")
    op.execute("ALTER TABLE staff DROP CONSTRAINT staff_secrets_check")
    op.execute("ALTER TABLE staff DROP CONSTRAINT staff_state_check")
    # Nobody signed in yet with what was not set: their invitation ends, and so does the login.
    op.execute("ALTER TABLE staff NO FORCE ROW LEVEL SECURITY")
    op.execute(
        """
        UPDATE staff
           SET state = 'ended', passphrase_hash = coalesce(passphrase_hash, ''),
               wrapped_totp = coalesce(wrapped_totp, '')
         WHERE state = 'invited' OR num_nulls(passphrase_hash, wrapped_totp) > 0
        """
    )
    op.execute("ALTER TABLE staff FORCE ROW LEVEL SECURITY")
    op.execute(
        "ALTER TABLE staff ADD CONSTRAINT staff_state_check CHECK (state IN ('active', 'ended'))"
    )
    for column in SECRETS:
        op.execute(f"ALTER TABLE staff ALTER COLUMN {column} SET NOT NULL")
    drop("staff_invitation")
