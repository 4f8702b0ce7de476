"""What every migration says of a table: whose it is, which door may do what with which rows.

Per table the order is create, distribute, walls, then each foreign key in a statement of its own,
so that the same migrations run on plain PostgreSQL and on a Citus cluster.
"""

from collections.abc import Iterable

from alembic import op

DOOR_ROLES = (
    "gp_entrance",  # nobody yet: finds a login, checks a secret
    "gp_portal",  # clients
    "gp_desk",  # counsellors
    "gp_firm",  # firm managers and the firm's own systems
    "gp_organisation",  # HR, management, works council, prevention officer, HRIS
    "gp_advisor",  # analysts of advisory firms
    "gp_operator",  # platform staff
    "gp_worker",  # jobs, one tenant at a time
    "gp_insight",  # cross-tenant sums over coded facets, nothing else
)

TENANT = "tenant_id = nullif(current_setting('app.tenant', true), '')::uuid"
FIRM_OF_TENANT = "tenant_id = nullif(current_setting('app.firm', true), '')::uuid"


def own(column: str) -> str:
    """Rows in which `column` is the party: the client, counsellor or staff member who acts."""
    return f"{column} = nullif(current_setting('app.party', true), '')::uuid"


def of_firm(column: str = "firm_id") -> str:
    """Rows in which `column` is the firm whose people act."""
    return f"{column} = nullif(current_setting('app.firm', true), '')::uuid"


def wall(table: str) -> None:
    """Distribute a tenant table and force row-level security on it; without a policy no rows."""
    op.execute(f"SELECT app.distribute('{table}')")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def admit(table: str, role: str, privileges: str, rows: str = TENANT) -> None:
    """Let a door's role use `privileges` of `table`, on `rows` only."""
    op.execute(f"GRANT {privileges} ON {table} TO {role}")
    op.execute(f"CREATE POLICY {role} ON {table} TO {role} USING ({rows}) WITH CHECK ({rows})")


def refer(table: str, columns: Iterable[str], target: str, *, on_delete: str = "RESTRICT") -> None:
    """Add one foreign key, in a statement of its own."""
    own_columns = ", ".join(columns)
    name = f"{table}_{'_'.join(c for c in columns if c != 'tenant_id') or 'tenant'}_fk"
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} "
        f"FOREIGN KEY ({own_columns}) REFERENCES {target} ON DELETE {on_delete}"
    )


def drop(*tables: str) -> None:
    for table in tables:
        op.execute(f"DROP TABLE {table}")
