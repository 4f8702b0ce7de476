"""The preventive work. Nothing here refers to a conversation, and no key could."""

from alembic import op

from migrations.tables import FIRM_OF_TENANT, TENANT, admit, drop, of_firm, refer, wall

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE role_statement (
            tenant_id uuid NOT NULL,
            version integer NOT NULL CHECK (version > 0),
            audience text NOT NULL CHECK (audience IN ('employees', 'managers', 'hr')),
            language text NOT NULL,
            firm_id uuid NOT NULL,
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
            published_on date NOT NULL DEFAULT current_date,
            PRIMARY KEY (tenant_id, version, audience, language)
        )
        """
    )
    wall("role_statement")
    refer("role_statement", ["tenant_id"], "organisation (tenant_id)")
    admit("role_statement", "gp_portal", "SELECT")
    admit("role_statement", "gp_desk", "SELECT")
    admit("role_statement", "gp_firm", "SELECT, INSERT", of_firm())
    admit("role_statement", "gp_organisation", "SELECT")
    op.execute(
        """
        CREATE TABLE activity (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            facet text NOT NULL CHECK (facet IN ('information', 'advice')),
            kind text NOT NULL CHECK (kind IN (
                'team_meeting', 'introduction', 'column', 'training', 'walk_round', 'dialogue')),
            theme text NOT NULL,
            held_on date NOT NULL,
            audience_size integer NOT NULL CHECK (audience_size >= 0),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("activity")
    refer("activity", ["tenant_id"], "organisation (tenant_id)")
    admit("activity", "gp_desk", "SELECT, INSERT, UPDATE", f"{TENANT} AND {of_firm()}")
    admit("activity", "gp_firm", "SELECT", of_firm())
    admit("activity", "gp_organisation", "SELECT")
    admit("activity", "gp_worker", "SELECT")
    op.execute(
        """
        CREATE TABLE advice (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            firm_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('solicited', 'unsolicited')),
            addressee text NOT NULL CHECK (addressee IN (
                'hr', 'management', 'works_council', 'prevention_officer')),
            theme text NOT NULL,
            title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
            body text NOT NULL CHECK (length(body) BETWEEN 1 AND 20000),
            given_on date NOT NULL DEFAULT current_date,
            respond_by date NOT NULL,
            state text NOT NULL DEFAULT 'given'
                CHECK (state IN ('given', 'accepted', 'declined', 'not_funded', 'done')),
            response text,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("advice")
    refer("advice", ["tenant_id"], "organisation (tenant_id)")
    admit("advice", "gp_desk", "SELECT, INSERT", f"{TENANT} AND {of_firm()}")
    admit("advice", "gp_organisation", "SELECT, UPDATE (state, response)")
    admit("advice", "gp_worker", "SELECT")
    # tenant_id is the firm that keeps the directory; an employer sees no referral.
    op.execute(
        """
        CREATE TABLE referral (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            name text NOT NULL,
            contact text NOT NULL,
            description jsonb NOT NULL,
            themes text[] NOT NULL,
            region text NOT NULL,
            languages text[] NOT NULL,
            crisis boolean NOT NULL DEFAULT false,
            verified_on date NOT NULL,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("referral")
    refer("referral", ["tenant_id"], "firm (tenant_id)")
    admit("referral", "gp_portal", "SELECT", FIRM_OF_TENANT)
    admit("referral", "gp_desk", "SELECT", FIRM_OF_TENANT)
    admit("referral", "gp_firm", "SELECT, INSERT, UPDATE, DELETE")


def downgrade() -> None:
    drop("referral", "advice", "activity", "role_statement")
