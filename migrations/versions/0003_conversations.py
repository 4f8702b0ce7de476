"""Conversations: what a client and a counsellor hold between them, and nobody else can open."""

from alembic import op

from migrations.tables import TENANT, admit, drop, of_firm, own, refer, wall

revision = "0003"
down_revision = "0002"

OWN_CLIENT = f"{TENANT} AND {own('client_id')}"
OWN_COUNSELLOR = own("counsellor_id")


def upgrade() -> None:
    clients()
    conversations()
    consents()
    entry()


def clients() -> None:
    # A client is a pseudonym and a public key. No name, no address, no time of day.
    op.execute(
        """
        CREATE TABLE client (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            lookup bytea NOT NULL,
            public_key bytea NOT NULL,
            pseudonym text NOT NULL,
            language text NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, lookup)
        )
        """
    )
    wall("client")
    refer("client", ["tenant_id"], "organisation (tenant_id)")
    admit("client", "gp_portal", "SELECT, INSERT, UPDATE (language), DELETE")
    op.execute(
        """
        CREATE TABLE client_session (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            client_id uuid NOT NULL,
            locked_seed bytea NOT NULL,
            seen_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("client_session")
    refer("client_session", ["tenant_id", "client_id"], "client (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("client_session", "gp_portal", "SELECT, INSERT, UPDATE, DELETE")
    admit("client_session", "gp_worker", "SELECT, DELETE")


def conversations() -> None:
    op.execute(
        """
        CREATE TABLE conversation (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            firm_id uuid NOT NULL,
            pseudonym text NOT NULL,
            language text NOT NULL,
            channel text NOT NULL CHECK (channel IN ('messages', 'phone', 'video', 'in_person')),
            state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
            waiting_for text NOT NULL DEFAULT 'client'
                CHECK (waiting_for IN ('client', 'counsellor', 'nobody')),
            limits_explained boolean NOT NULL DEFAULT false,
            next_step bytea,
            next_step_by text CHECK (next_step_by IN ('client', 'counsellor', 'both')),
            registration bytea,
            opened_on date NOT NULL DEFAULT current_date,
            closed_on date,
            last_message_at timestamptz,
            PRIMARY KEY (tenant_id, id),
            CHECK (state = 'open'
                   OR (limits_explained AND next_step_by IS NOT NULL AND closed_on IS NOT NULL))
        )
        """
    )
    wall("conversation")
    refer("conversation", ["tenant_id", "client_id"], "client (tenant_id, id)")
    admit("conversation", "gp_portal", "SELECT, INSERT, UPDATE", OWN_CLIENT)
    admit("conversation", "gp_desk", "SELECT, UPDATE", OWN_COUNSELLOR)
    # A firm sees how many open conversations a counsellor carries, never which.
    admit("conversation", "gp_firm", "SELECT (firm_id, counsellor_id, state)", of_firm())
    op.execute("CREATE INDEX conversation_counsellor ON conversation (counsellor_id, state)")
    op.execute("CREATE INDEX conversation_client ON conversation (tenant_id, client_id)")
    op.execute(
        """
        CREATE TABLE seal (
            tenant_id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            holder_id uuid NOT NULL,
            holder text NOT NULL CHECK (holder IN ('client', 'counsellor')),
            client_id uuid NOT NULL,
            sealed bytea NOT NULL,
            PRIMARY KEY (tenant_id, conversation_id, holder_id)
        )
        """
    )
    wall("seal")
    refer("seal", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("seal", "gp_portal", "SELECT, INSERT, UPDATE, DELETE", OWN_CLIENT)
    admit("seal", "gp_desk", "SELECT", own("holder_id"))
    # client_id and counsellor_id stand on the message: who may read it is a fact of its own row.
    op.execute(
        """
        CREATE TABLE message (
            tenant_id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            author text NOT NULL CHECK (author IN ('client', 'counsellor')),
            body bytea NOT NULL,
            sent_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, conversation_id, id)
        )
        """
    )
    wall("message")
    refer("message", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("message", "gp_portal", "SELECT, INSERT", OWN_CLIENT)
    admit("message", "gp_desk", "SELECT, INSERT", OWN_COUNSELLOR)


def consents() -> None:
    # text, recipient and purpose are encrypted; `digest` is keyed with the conversation's key,
    # so that one changed character shows without the database holding a guessable hash.
    op.execute(
        """
        CREATE TABLE consent (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            text bytea NOT NULL,
            recipient bytea NOT NULL,
            purpose bytea NOT NULL,
            digest bytea NOT NULL,
            until date NOT NULL,
            state text NOT NULL DEFAULT 'asked'
                CHECK (state IN ('asked', 'given', 'refused', 'withdrawn', 'used')),
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("consent")
    refer("consent", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("consent", "gp_portal", "SELECT, UPDATE (state)", OWN_CLIENT)
    admit("consent", "gp_desk", "SELECT, INSERT, UPDATE (state)", OWN_COUNSELLOR)
    # The client's own note of the client's own decision. No other role can write it.
    op.execute(
        """
        CREATE TABLE formal_route (
            tenant_id uuid NOT NULL,
            id uuid NOT NULL,
            conversation_id uuid NOT NULL,
            client_id uuid NOT NULL,
            counsellor_id uuid NOT NULL,
            kind text NOT NULL CHECK (kind IN ('formal_report', 'formal_complaint')),
            decided_on date NOT NULL DEFAULT current_date,
            PRIMARY KEY (tenant_id, id)
        )
        """
    )
    wall("formal_route")
    refer("formal_route", ["tenant_id", "conversation_id"], "conversation (tenant_id, id)",
          on_delete="CASCADE")  # fmt: skip
    admit("formal_route", "gp_portal", "SELECT, INSERT, DELETE", OWN_CLIENT)
    admit("formal_route", "gp_desk", "SELECT", OWN_COUNSELLOR)


def entry() -> None:
    # Whoever comes from elsewhere enters an organisation only where it is theirs: a firm that holds
    # it, a counsellor in its pool or in a conversation there. Asked in the same trip as BEGIN.
    op.execute(
        """
        CREATE FUNCTION app.admit(home uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
        DECLARE
            tenant uuid := nullif(current_setting('app.tenant', true), '')::uuid;
            party uuid := nullif(current_setting('app.party', true), '')::uuid;
        BEGIN
            -- One statement for each door: a role is asked for rights on every table that is named.
            IF tenant = home OR current_user IN ('gp_operator', 'gp_worker', 'gp_entrance') THEN
                RETURN;
            ELSIF current_user = 'gp_firm' THEN
                PERFORM FROM organisation o WHERE o.tenant_id = tenant;
            ELSIF current_user = 'gp_desk' THEN
                PERFORM FROM pool_member p
                  WHERE p.tenant_id = tenant AND p.counsellor_id = party;
                IF NOT FOUND THEN
                    PERFORM FROM conversation c
                      WHERE c.tenant_id = tenant AND c.counsellor_id = party;
                END IF;
            ELSE
                PERFORM WHERE false;
            END IF;
            IF FOUND THEN
                RETURN;
            END IF;
            RAISE EXCEPTION 'no such tenant' USING ERRCODE = 'no_data_found';
        END $$
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION app.admit(uuid)")
    drop("formal_route", "consent", "message", "seal", "conversation", "client_session", "client")
