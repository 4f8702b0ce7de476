"""Registrations are written anew at night: no file then tells what was written along with one."""

from alembic import op

from migrations.tables import TENANT

revision = "0019"
down_revision = "0018"

FUNCTION = "app.shuffle_registrations()"


def upgrade() -> None:
    # Nobody logs in as this role and no door becomes it: it is what the function may touch.
    op.execute(
        """
        DO $$ BEGIN
            CREATE ROLE gp_shuffling NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
        """
    )
    op.execute("GRANT gp_shuffling TO CURRENT_USER WITH SET TRUE, INHERIT FALSE")
    op.execute("GRANT USAGE ON SCHEMA app TO gp_shuffling")
    op.execute("GRANT SELECT, INSERT, DELETE ON registration TO gp_shuffling")
    op.execute(
        f"CREATE POLICY gp_shuffling ON registration TO gp_shuffling "
        f"USING ({TENANT}) WITH CHECK ({TENANT})"
    )
    # A row keeps the number of the transaction that wrote it, which wrote in a conversation as
    # well, and lies where there was room. Written anew by one transaction, in the order of their
    # ids, which are random, all rows of an organisation are alike. An UPDATE would leave many
    # where they were. Two rows or more of one transaction were shuffled before: nothing is new.
    op.execute(
        """
        CREATE FUNCTION app.shuffle_registrations() RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
            shuffled integer := 0;
        BEGIN
            PERFORM FROM registration r
              WHERE r.tenant_id = tenant
             HAVING count(*) = 1 OR count(DISTINCT r.xmin::text) > 1;
            IF FOUND THEN
                WITH gone AS (DELETE FROM registration r WHERE r.tenant_id = tenant RETURNING r.*)
                INSERT INTO registration SELECT * FROM gone ORDER BY id;
                GET DIAGNOSTICS shuffled = ROW_COUNT;
            END IF;
            RETURN shuffled;
        END $$
        """
    )
    op.execute(f"REVOKE ALL ON FUNCTION {FUNCTION} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {FUNCTION} TO gp_worker")
    op.execute("GRANT CREATE ON SCHEMA app TO gp_shuffling")
    op.execute(f"ALTER FUNCTION {FUNCTION} OWNER TO gp_shuffling")
    op.execute("REVOKE CREATE ON SCHEMA app FROM gp_shuffling")


def downgrade() -> None:
    op.execute("SET ROLE gp_shuffling")
    op.execute(f"DROP FUNCTION {FUNCTION}")
    op.execute("RESET ROLE")
    op.execute("DROP POLICY gp_shuffling ON registration")
    op.execute("REVOKE ALL ON registration FROM gp_shuffling")
    op.execute("REVOKE ALL ON SCHEMA app FROM gp_shuffling")
