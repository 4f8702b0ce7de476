"""Who may do what: the whole policy, one table.

A row says which roles may try an act at all. Which rows of data they then reach is the wall of the
database (row-level security for the door's role) and the WHERE of the query.
"""

from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from tenants.errors import Forbidden

PLATFORM = UUID("00000000-0000-7000-8000-000000000001")


class Door(StrEnum):
    """A trust boundary with a database role of its own."""

    ENTRANCE = "gp_entrance"
    PORTAL = "gp_portal"
    DESK = "gp_desk"
    FIRM = "gp_firm"
    ORGANISATION = "gp_organisation"
    ADVISOR = "gp_advisor"
    OPERATOR = "gp_operator"
    WORKER = "gp_worker"
    INSIGHT = "gp_insight"


class Role(StrEnum):
    """Who somebody is here. A machine of a tenant has a role of its own."""

    GATEKEEPER = auto()
    VISITOR = auto()
    CLIENT = auto()
    COUNSELLOR = auto()
    FIRM_MANAGER = auto()
    FIRM_SYSTEM = auto()
    HR = auto()
    MANAGEMENT = auto()
    WORKS_COUNCIL = auto()
    PREVENTION_OFFICER = auto()
    ORGANISATION_SYSTEM = auto()
    ANALYST = auto()
    ADVISOR_SYSTEM = auto()
    OPERATOR = auto()
    WORKER = auto()
    AGGREGATOR = auto()


R = Role
FIRM = frozenset({R.FIRM_MANAGER, R.FIRM_SYSTEM})
ORGANISATION = frozenset(
    {R.HR, R.MANAGEMENT, R.WORKS_COUNCIL, R.PREVENTION_OFFICER, R.ORGANISATION_SYSTEM}
)
ADVISOR = frozenset({R.ANALYST, R.ADVISOR_SYSTEM})
ADDRESSEES = ORGANISATION - {R.ORGANISATION_SYSTEM}
OUTSIDE = frozenset({R.VISITOR, R.CLIENT})
TALKING = frozenset({R.CLIENT, R.COUNSELLOR})

DOORS = (
    {R.GATEKEEPER: Door.ENTRANCE, R.COUNSELLOR: Door.DESK, R.OPERATOR: Door.OPERATOR}
    | {R.WORKER: Door.WORKER, R.AGGREGATOR: Door.INSIGHT}
    | dict.fromkeys(OUTSIDE, Door.PORTAL)
    | dict.fromkeys(FIRM, Door.FIRM)
    | dict.fromkeys(ORGANISATION, Door.ORGANISATION)
    | dict.fromkeys(ADVISOR, Door.ADVISOR)
)


class Action(StrEnum):
    """Every act there is. An act that is not here cannot be done."""

    # the platform
    CREATE_TENANT = auto()
    READ_TENANTS = auto()
    SIGN_IN = auto()
    ACCEPT_INVITATION = auto()
    END_OWN_SESSION = auto()
    MANAGE_STAFF = auto()
    END_LOGIN = auto()
    MANAGE_MACHINES = auto()
    SEAL_AUDIT = auto()
    VERIFY_AUDIT = auto()
    PURGE = auto()
    READ_KEYS = auto()
    ROTATE_KEY = auto()
    REPLACE_KEK = auto()
    DESTROY_KEY = auto()
    # the network
    CREATE_ORGANISATION = auto()
    READ_ORGANISATION = auto()
    OPEN_ORGANISATION = auto()
    CREATE_MANDATE = auto()
    READ_MANDATES = auto()
    MANAGE_COUNSELLORS = auto()
    READ_COUNSELLORS = auto()
    EDIT_OWN_PROFILE = auto()
    MANAGE_POOL = auto()
    READ_POOL = auto()
    READ_LOAD = auto()
    RECORD_EFFORT = auto()
    READ_HOURS = auto()
    ISSUE_INVOICE = auto()
    READ_INVOICES = auto()
    PUT_HEADCOUNTS = auto()
    READ_HEADCOUNTS = auto()
    # conversations
    READ_PORTAL = auto()
    START_CONVERSATION = auto()
    RETURN_WITH_PASSPHRASE = auto()
    MAKE_RECOVERY_SHEET = auto()
    RECOVER = auto()
    MAKE_ENTRY = auto()
    END_ENTRY = auto()
    LIST_OWN_CONVERSATIONS = auto()
    READ_CONVERSATION = auto()
    POST_MESSAGE = auto()
    SEND_ATTACHMENT = auto()
    REMOVE_ATTACHMENT = auto()
    EXPLAIN_LIMITS = auto()
    AGREE_NEXT_STEP = auto()
    CLOSE_CONVERSATION = auto()
    ASK_CONSENT = auto()
    GIVE_CONSENT = auto()
    USE_CONSENT = auto()
    DECIDE_FORMAL_ROUTE = auto()
    UNLOCK_KLUIS = auto()
    ASK_HANDOVER = auto()
    DECLARE_CLIENT_CONFLICT = auto()
    HAND_OVER = auto()
    RESEAL = auto()
    READ_CONTACTS = auto()
    HOLD_CONVERSATION = auto()
    WEIGH_CONFIDENTIALITY = auto()
    EXPORT_OWN_CONVERSATIONS = auto()
    # prevention
    PUBLISH_ROLE_STATEMENT = auto()
    READ_ROLE_STATEMENT = auto()
    RECORD_ACTIVITY = auto()
    READ_ACTIVITIES = auto()
    PLAN_PREVENTION = auto()
    READ_PLAN = auto()
    MANAGE_TARGET_GROUPS = auto()
    READ_TARGET_GROUPS = auto()
    WRITE_COLUMN = auto()
    PUBLISH_COLUMN = auto()
    READ_COLUMNS = auto()
    GIVE_ADVICE = auto()
    READ_ADVICE = auto()
    ANSWER_ADVICE = auto()
    NAME_BARRIER = auto()
    PROPOSE_MEASURE = auto()
    REVIEW_MEASURE = auto()
    FINISH_MEASURE = auto()
    READ_MEASURES = auto()
    RECORD_DIALOGUE = auto()
    READ_DIALOGUES = auto()
    WRITE_TRANSPARENCY_NOTE = auto()
    RELEASE_TRANSPARENCY_NOTE = auto()
    READ_TRANSPARENCY_NOTES = auto()
    PUBLISH_LIBRARY_TEXT = auto()
    READ_LIBRARY = auto()
    COUNT_ANSWER = auto()
    READ_NONE_FITS = auto()
    SHARE_WITH_PEERS = auto()
    MANAGE_REFERRALS = auto()
    READ_REFERRALS = auto()
    # insight
    REGISTER = auto()
    SHUFFLE_REGISTRATIONS = auto()
    TELL_EFFORT = auto()
    READ_PATTERNS = auto()
    PREVIEW_ANNUAL_REPORT = auto()
    EDIT_ANNUAL_REPORT = auto()
    RELEASE_ANNUAL_REPORT = auto()
    READ_ANNUAL_REPORT = auto()
    DECIDE_PARTICIPATION = auto()
    READ_PARTICIPATION = auto()
    RELEASE_EDITION = auto()
    READ_EDITION = auto()
    READ_POSITION = auto()
    EXPORT_AUDIT = auto()
    LOAD_PREVALENCE = auto()


A = Action
POLICY: dict[Action, frozenset[Role]] = {
    A.CREATE_TENANT: frozenset({R.OPERATOR}),
    A.READ_TENANTS: frozenset({R.OPERATOR, R.WORKER}),
    A.SIGN_IN: frozenset({R.GATEKEEPER}),
    A.ACCEPT_INVITATION: frozenset({R.GATEKEEPER}),
    A.END_OWN_SESSION: ADDRESSEES | {R.COUNSELLOR, R.FIRM_MANAGER, R.ANALYST, R.CLIENT},
    A.MANAGE_STAFF: FIRM | {R.OPERATOR},
    A.END_LOGIN: FIRM,
    A.MANAGE_MACHINES: FIRM | {R.OPERATOR},
    A.SEAL_AUDIT: frozenset({R.WORKER}),
    A.VERIFY_AUDIT: frozenset({R.WORKER}),
    A.PURGE: frozenset({R.WORKER}),
    A.READ_KEYS: frozenset({R.OPERATOR}),
    A.ROTATE_KEY: frozenset({R.OPERATOR}),
    A.REPLACE_KEK: frozenset({R.OPERATOR}),
    A.DESTROY_KEY: frozenset({R.OPERATOR}),
    A.CREATE_ORGANISATION: FIRM,
    A.READ_ORGANISATION: FIRM | ORGANISATION | OUTSIDE | {R.COUNSELLOR},
    A.OPEN_ORGANISATION: FIRM,
    A.CREATE_MANDATE: FIRM,
    A.READ_MANDATES: FIRM | ORGANISATION | {R.COUNSELLOR},
    A.MANAGE_COUNSELLORS: FIRM,
    A.READ_COUNSELLORS: FIRM,
    A.EDIT_OWN_PROFILE: frozenset({R.COUNSELLOR}),
    A.MANAGE_POOL: FIRM,
    A.READ_POOL: FIRM | OUTSIDE,
    A.READ_LOAD: FIRM,
    A.RECORD_EFFORT: frozenset({R.COUNSELLOR}),
    A.READ_HOURS: FIRM | {R.COUNSELLOR},
    A.ISSUE_INVOICE: FIRM,
    A.READ_INVOICES: FIRM | ORGANISATION,
    A.PUT_HEADCOUNTS: frozenset({R.HR, R.ORGANISATION_SYSTEM}),
    A.READ_HEADCOUNTS: ORGANISATION | {R.COUNSELLOR},
    A.READ_PORTAL: OUTSIDE,
    A.START_CONVERSATION: OUTSIDE,
    A.RETURN_WITH_PASSPHRASE: frozenset({R.VISITOR}),
    A.MAKE_RECOVERY_SHEET: frozenset({R.CLIENT}),
    A.RECOVER: frozenset({R.VISITOR}),
    A.MAKE_ENTRY: frozenset({R.COUNSELLOR}),
    A.END_ENTRY: frozenset({R.CLIENT}),
    A.LIST_OWN_CONVERSATIONS: TALKING,
    A.READ_CONVERSATION: TALKING,
    A.POST_MESSAGE: TALKING,
    A.SEND_ATTACHMENT: TALKING,
    A.REMOVE_ATTACHMENT: TALKING,
    A.EXPLAIN_LIMITS: frozenset({R.COUNSELLOR}),
    A.AGREE_NEXT_STEP: frozenset({R.COUNSELLOR}),
    A.CLOSE_CONVERSATION: frozenset({R.COUNSELLOR}),
    A.ASK_CONSENT: frozenset({R.COUNSELLOR}),
    A.GIVE_CONSENT: frozenset({R.CLIENT}),
    A.USE_CONSENT: frozenset({R.COUNSELLOR}),
    A.DECIDE_FORMAL_ROUTE: frozenset({R.CLIENT}),
    A.UNLOCK_KLUIS: frozenset({R.COUNSELLOR}),
    A.ASK_HANDOVER: frozenset({R.COUNSELLOR}),
    A.DECLARE_CLIENT_CONFLICT: frozenset({R.COUNSELLOR}),
    A.HAND_OVER: frozenset({R.CLIENT}),
    A.RESEAL: frozenset({R.CLIENT}),
    A.READ_CONTACTS: frozenset({R.COUNSELLOR}),
    A.HOLD_CONVERSATION: frozenset({R.COUNSELLOR}),
    A.WEIGH_CONFIDENTIALITY: frozenset({R.COUNSELLOR}),
    A.EXPORT_OWN_CONVERSATIONS: frozenset({R.CLIENT}),
    A.PUBLISH_ROLE_STATEMENT: FIRM,
    A.READ_ROLE_STATEMENT: OUTSIDE | FIRM | ORGANISATION | {R.COUNSELLOR},
    A.RECORD_ACTIVITY: frozenset({R.COUNSELLOR}),
    A.READ_ACTIVITIES: FIRM | ORGANISATION | {R.COUNSELLOR},
    A.PLAN_PREVENTION: frozenset({R.COUNSELLOR}),
    A.READ_PLAN: FIRM | ORGANISATION | {R.COUNSELLOR},
    A.MANAGE_TARGET_GROUPS: frozenset({R.COUNSELLOR}),
    A.READ_TARGET_GROUPS: frozenset({R.COUNSELLOR}),
    A.WRITE_COLUMN: frozenset({R.COUNSELLOR}),
    A.PUBLISH_COLUMN: frozenset({R.COUNSELLOR}),
    A.READ_COLUMNS: OUTSIDE | ORGANISATION | {R.COUNSELLOR},
    A.GIVE_ADVICE: frozenset({R.COUNSELLOR}),
    A.READ_ADVICE: ADDRESSEES | {R.COUNSELLOR},
    A.ANSWER_ADVICE: ADDRESSEES,
    A.NAME_BARRIER: frozenset({R.COUNSELLOR}),
    A.PROPOSE_MEASURE: frozenset({R.COUNSELLOR}),
    A.REVIEW_MEASURE: frozenset({R.COUNSELLOR}),
    A.FINISH_MEASURE: ORGANISATION | {R.COUNSELLOR},
    A.READ_MEASURES: ORGANISATION | {R.COUNSELLOR},
    A.RECORD_DIALOGUE: frozenset({R.COUNSELLOR}),
    A.READ_DIALOGUES: ADDRESSEES | {R.COUNSELLOR},
    A.WRITE_TRANSPARENCY_NOTE: frozenset({R.COUNSELLOR}),
    A.RELEASE_TRANSPARENCY_NOTE: frozenset({R.COUNSELLOR}),
    A.READ_TRANSPARENCY_NOTES: ORGANISATION | {R.COUNSELLOR},
    A.PUBLISH_LIBRARY_TEXT: FIRM,
    A.READ_LIBRARY: OUTSIDE | FIRM | ORGANISATION | {R.COUNSELLOR},
    A.COUNT_ANSWER: OUTSIDE,
    A.READ_NONE_FITS: FIRM,
    A.SHARE_WITH_PEERS: frozenset({R.COUNSELLOR}),
    A.MANAGE_REFERRALS: FIRM,
    A.READ_REFERRALS: OUTSIDE | FIRM | {R.COUNSELLOR},
    A.REGISTER: frozenset({R.COUNSELLOR}),
    A.SHUFFLE_REGISTRATIONS: frozenset({R.WORKER}),
    A.TELL_EFFORT: frozenset({R.WORKER}),
    A.READ_PATTERNS: frozenset({R.COUNSELLOR}),
    A.PREVIEW_ANNUAL_REPORT: frozenset({R.COUNSELLOR}),
    A.EDIT_ANNUAL_REPORT: frozenset({R.COUNSELLOR}),
    A.RELEASE_ANNUAL_REPORT: frozenset({R.COUNSELLOR}),
    A.READ_ANNUAL_REPORT: ORGANISATION | {R.COUNSELLOR},
    A.DECIDE_PARTICIPATION: frozenset({R.MANAGEMENT, R.HR, R.ORGANISATION_SYSTEM}),
    A.READ_PARTICIPATION: ORGANISATION,
    A.RELEASE_EDITION: frozenset({R.AGGREGATOR}),
    A.READ_EDITION: ADVISOR,
    A.READ_POSITION: ORGANISATION,
    A.EXPORT_AUDIT: frozenset({R.AGGREGATOR}),
    A.LOAD_PREVALENCE: frozenset({R.OPERATOR}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `tenant_id` is where they belong; `scopes` narrows a machine, never widens it."""

    role: Role
    tenant_id: UUID
    id: UUID | None = None
    scopes: frozenset[Action] | None = None

    @property
    def door(self) -> Door:
        return DOORS[self.role]

    def may(self, action: Action) -> bool:
        return self.role in POLICY[action] and (self.scopes is None or action in self.scopes)


#: whoever looks up a login or a machine: nobody is known to be acting yet
GATEKEEPER = Actor(Role.GATEKEEPER, PLATFORM)


def require(actor: Actor, action: Action) -> None:
    """Raise Forbidden unless the actor's role may try this act."""
    if not actor.may(action):
        raise Forbidden(action)
