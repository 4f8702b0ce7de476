"""Who may reach which route of the REST door. A route without a row fails the suite.

Machines come with a token; a counsellor comes with the session of the desk. Staff have no tokens.
"""

from tenants.policy import Role

EVERYBODY = frozenset(Role)
FIRM = frozenset({Role.FIRM_SYSTEM})
ORGANISATION = frozenset({Role.ORGANISATION_SYSTEM})
ADVISOR = frozenset({Role.ADVISOR_SYSTEM})
OPERATOR = frozenset({Role.OPERATOR})
COUNSELLOR = frozenset({Role.COUNSELLOR})

_HERE = "/v1/organisations/{organisation_id}"
_TALK = f"{_HERE}/conversations/{{conversation_id}}"

REST: dict[tuple[str, str], frozenset[Role]] = {
    ("POST", "/oauth/token"): EVERYBODY,
    ("GET", "/.well-known/jwks.json"): EVERYBODY,
    ("GET", "/.well-known/oauth-authorization-server"): EVERYBODY,
    # the platform
    ("POST", "/v1/firms"): OPERATOR,
    ("POST", "/v1/advisors"): OPERATOR,
    ("GET", "/v1/firms/{firm_id}/machine-clients"): OPERATOR,
    ("POST", "/v1/firms/{firm_id}/machine-clients"): OPERATOR,
    ("DELETE", "/v1/firms/{firm_id}/machine-clients/{client_id}"): OPERATOR,
    ("GET", "/v1/advisors/{advisor_id}/machine-clients"): OPERATOR,
    ("POST", "/v1/advisors/{advisor_id}/machine-clients"): OPERATOR,
    ("DELETE", "/v1/advisors/{advisor_id}/machine-clients/{client_id}"): OPERATOR,
    # the firm
    ("GET", "/v1/organisations"): FIRM,
    ("POST", "/v1/organisations"): FIRM,
    ("GET", _HERE): FIRM,
    ("PUT", f"{_HERE}/opening"): FIRM,
    ("GET", f"{_HERE}/mandates"): FIRM,
    ("POST", f"{_HERE}/mandates"): FIRM,
    ("PUT", f"{_HERE}/mandates/{{mandate_id}}/pool"): FIRM,
    ("GET", f"{_HERE}/pool"): FIRM,
    ("POST", f"{_HERE}/role-statements"): FIRM,
    ("GET", f"{_HERE}/role-statements/{{audience}}/{{language}}"): FIRM,
    ("GET", f"{_HERE}/staff"): FIRM,
    ("POST", f"{_HERE}/staff"): FIRM,
    ("DELETE", f"{_HERE}/staff/{{staff_id}}"): FIRM,
    ("POST", f"{_HERE}/staff/{{staff_id}}/invitations"): FIRM,
    ("POST", f"{_HERE}/staff/{{staff_id}}/login-resets"): FIRM,
    ("GET", f"{_HERE}/machine-clients"): FIRM,
    ("POST", f"{_HERE}/machine-clients"): FIRM,
    ("DELETE", f"{_HERE}/machine-clients/{{client_id}}"): FIRM,
    ("GET", f"{_HERE}/invoices"): FIRM,
    ("POST", f"{_HERE}/invoices"): FIRM,
    ("GET", "/v1/counsellors"): FIRM,
    ("POST", "/v1/counsellors"): FIRM,
    ("PUT", "/v1/counsellors/{counsellor_id}/training"): FIRM,
    ("GET", "/v1/staff"): FIRM,
    ("POST", "/v1/staff"): FIRM,
    ("DELETE", "/v1/staff/{staff_id}"): FIRM,
    ("POST", "/v1/staff/{staff_id}/invitations"): FIRM,
    ("POST", "/v1/staff/{staff_id}/login-resets"): FIRM,
    ("GET", "/v1/machine-clients"): FIRM,
    ("POST", "/v1/machine-clients"): FIRM,
    ("DELETE", "/v1/machine-clients/{client_id}"): FIRM,
    ("GET", "/v1/load"): FIRM,
    ("GET", "/v1/hours"): FIRM,
    ("GET", "/v1/referrals"): FIRM,
    ("POST", "/v1/referrals"): FIRM,
    # the organisation
    ("GET", "/v1/organisation"): ORGANISATION,
    ("GET", "/v1/mandates"): ORGANISATION,
    ("GET", "/v1/headcounts/{year}"): ORGANISATION,
    ("PUT", "/v1/headcounts/{year}"): ORGANISATION,
    ("GET", "/v1/invoices"): ORGANISATION,
    ("GET", "/v1/activities"): ORGANISATION,
    ("GET", "/v1/prevention-measures"): ORGANISATION,
    ("PUT", "/v1/prevention-measures/{measure_id}/completion"): ORGANISATION,
    ("GET", "/v1/planned-items"): ORGANISATION,
    ("GET", "/v1/transparency-notes"): ORGANISATION,
    ("GET", "/v1/role-statements/{audience}/{language}"): ORGANISATION,
    ("GET", "/v1/annual-reports"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}/document"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}/tables.csv"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}/tables.json"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}/tables.xlsx"): ORGANISATION,
    ("PUT", "/v1/benchmark-participation"): ORGANISATION,
    ("GET", "/v1/benchmark-participation"): ORGANISATION,
    ("GET", "/v1/benchmark-participation/explanation"): ORGANISATION,
    ("GET", "/v1/benchmark-positions"): ORGANISATION,
    # the advisor
    ("GET", "/v1/editions"): ADVISOR,
    ("GET", "/v1/editions/{period}"): ADVISOR,
    ("GET", "/v1/editions/{period}/tables/{table}"): ADVISOR,
    ("GET", "/v1/editions/{period}/files/{file_format}"): ADVISOR,
    ("GET", "/v1/editions/{period}/certificate"): ADVISOR,
    ("GET", "/v1/editions/{period}/method-note"): ADVISOR,
    # the counsellor
    ("GET", "/v1/conversations"): COUNSELLOR,
    ("GET", _TALK): COUNSELLOR,
    ("POST", f"{_TALK}/messages"): COUNSELLOR,
    ("GET", f"{_TALK}/attachments/{{attachment_id}}"): COUNSELLOR,
    ("PUT", f"{_TALK}/attachments/{{attachment_id}}"): COUNSELLOR,
    ("DELETE", f"{_TALK}/attachments/{{attachment_id}}"): COUNSELLOR,
}

# Pages: who gets in, by what they show. `nobody` shows nothing; `client` holds the conversation's
# six words and `other_client` those of another; `counsellor` is in charge of it and `colleague`
# of the same pool is not; `manager` runs their firm, `rival` another; `analyst` is of an advisor.
NOBODY, CLIENT, OTHER_CLIENT = "nobody", "client", "other_client"
IN_CHARGE, COLLEAGUE, MANAGER, RIVAL = "counsellor", "colleague", "manager", "rival"
ANALYST = "analyst"
VISITORS = (NOBODY, CLIENT, OTHER_CLIENT, IN_CHARGE, COLLEAGUE, MANAGER, RIVAL, ANALYST)

ALL = frozenset(VISITORS)
CLIENTS = frozenset({CLIENT, OTHER_CLIENT})
COUNSELLORS = frozenset({IN_CHARGE, COLLEAGUE})
MANAGERS = frozenset({MANAGER, RIVAL})
ANALYSTS = frozenset({ANALYST})
STAFF = COUNSELLORS | MANAGERS | ANALYSTS
ONLY_CLIENT, ONLY_COUNSELLOR = frozenset({CLIENT}), frozenset({IN_CHARGE})
ONLY_MANAGER = frozenset({MANAGER})

_O = "/o/{slug}"
_OWN = f"{_O}/talk/{{conversation_id}}"
_DESK_TALK = "/desk/conversations/{organisation_id}/{conversation_id}"
_REPORT = "/desk/annual-reports/{organisation_id}/{year}"
_HELD = "/desk/organisations/{organisation_id}"
_PREVENTION = "/desk/prevention/{organisation_id}"

PAGES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/livez"): ALL,
    ("GET", "/readyz"): ALL,
    ("GET", "/docs"): ALL,
    ("GET", "/docs/openapi.json"): ALL,
    ("GET", "/docs/swagger"): ALL,
    ("POST", "/graphql"): STAFF,  # its fields have a matrix of their own
    # the portal
    ("GET", _O): ALL,
    ("GET", f"{_O}/others"): ALL,
    ("GET", f"{_O}/steps"): ALL,
    ("GET", f"{_O}/start"): ALL,
    ("GET", f"{_O}/choose"): ALL,
    ("POST", f"{_O}/choose"): ALL,
    ("GET", f"{_O}/words"): ALL,
    ("POST", f"{_O}/words"): ALL,
    ("GET", f"{_O}/return"): ALL,
    ("POST", f"{_O}/return"): ALL,
    ("GET", f"{_O}/leave"): ALL,
    ("GET", f"{_O}/end"): ALL,
    ("POST", f"{_O}/end"): ALL,
    ("GET", f"{_O}/code"): ALL,
    ("POST", f"{_O}/code"): ALL,
    ("POST", f"{_O}/code/words"): ALL,
    ("GET", f"{_O}/sheet"): CLIENTS,
    ("POST", f"{_O}/sheet"): CLIENTS,
    ("GET", f"{_O}/talk"): CLIENTS,
    ("GET", _OWN): ONLY_CLIENT,
    ("POST", _OWN): ONLY_CLIENT,
    ("GET", f"{_OWN}/files/{{attachment_id}}"): ONLY_CLIENT,
    ("POST", f"{_OWN}/files/{{attachment_id}}/removal"): ONLY_CLIENT,
    ("POST", f"{_OWN}/entry"): ONLY_CLIENT,
    ("GET", f"{_OWN}/sharing"): ONLY_CLIENT,
    ("POST", f"{_OWN}/sharing/{{consent_id}}"): ONLY_CLIENT,
    ("GET", f"{_OWN}/handover"): ONLY_CLIENT,
    ("POST", f"{_OWN}/handover"): ONLY_CLIENT,
    ("GET", f"{_OWN}/handover/key"): ONLY_CLIENT,
    ("POST", f"{_OWN}/handover/key"): ONLY_CLIENT,
    ("GET", f"{_OWN}/decision"): ONLY_CLIENT,
    ("POST", f"{_OWN}/decision"): ONLY_CLIENT,
    ("POST", f"{_OWN}/decision/{{formal_route_id}}"): ONLY_CLIENT,
    ("GET", f"{_OWN}/keeping"): ONLY_CLIENT,
    ("GET", f"{_OWN}/weighing"): ONLY_CLIENT,
    ("GET", f"{_O}/copy"): CLIENTS,
    ("GET", f"{_O}/copy/file"): CLIENTS,
    # the desk
    ("GET", "/desk"): STAFF,
    ("GET", "/desk/sign-in"): ALL,
    ("POST", "/desk/sign-in"): ALL,
    ("GET", "/desk/invitation"): ALL,
    ("POST", "/desk/invitation"): ALL,
    ("POST", "/desk/invitation/login"): ALL,
    ("POST", "/desk/sign-out"): STAFF,
    ("GET", "/desk/sessions"): STAFF,
    ("POST", "/desk/sessions/{session_id}/ending"): STAFF,
    ("GET", "/desk/kluis"): COUNSELLORS,
    ("POST", "/desk/kluis"): COUNSELLORS,
    ("POST", "/desk/kluis/unlocking"): COUNSELLORS,
    ("GET", "/desk/kluis/secret"): COUNSELLORS,
    ("POST", "/desk/kluis/secret"): COUNSELLORS,
    ("POST", "/desk/kluis/code"): COUNSELLORS,
    ("GET", "/desk/kluis/forgotten"): COUNSELLORS,
    ("POST", "/desk/kluis/recovery"): COUNSELLORS,
    ("POST", "/desk/kluis/renewal"): COUNSELLORS,
    ("GET", "/desk/conversations"): COUNSELLORS,
    ("GET", _DESK_TALK): ONLY_COUNSELLOR,
    ("POST", _DESK_TALK): ONLY_COUNSELLOR,
    ("GET", f"{_DESK_TALK}/files/{{attachment_id}}"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/files/{{attachment_id}}/removal"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/limits"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/next-step"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/facets"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/closure"): ONLY_COUNSELLOR,
    ("GET", f"{_DESK_TALK}/entry"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/entry"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/handover"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/conflict"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/hold"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/hold/ending"): ONLY_COUNSELLOR,
    ("GET", f"{_DESK_TALK}/weighing"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/weighing"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/weighing/{{weighing_id}}"): ONLY_COUNSELLOR,
    ("GET", f"{_DESK_TALK}/consents"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/consents"): ONLY_COUNSELLOR,
    ("GET", f"{_DESK_TALK}/consents/{{consent_id}}"): ONLY_COUNSELLOR,
    ("POST", f"{_DESK_TALK}/consents/{{consent_id}}"): ONLY_COUNSELLOR,
    ("GET", "/desk/prevention"): COUNSELLORS,
    ("GET", _PREVENTION): COUNSELLORS,
    ("GET", f"{_PREVENTION}/activities"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/activities"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/advice"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/advice"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/advice/{{advice_id}}/barrier"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/dialogues"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/dialogues"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/measures"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/measures"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/measures/{{measure_id}}"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/measures/{{measure_id}}"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/measures/{{measure_id}}/completion"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/plan/{{item_id}}"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/plan/{{item_id}}"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/plan/{{item_id}}/check"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/plan/{{item_id}}/removal"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/groups"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/groups"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/groups/{{group_id}}/removal"): COUNSELLORS,
    ("GET", f"{_PREVENTION}/notes/{{note_id}}"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/notes/{{note_id}}"): COUNSELLORS,
    ("POST", f"{_PREVENTION}/notes/{{note_id}}/release"): COUNSELLORS,
    ("GET", "/desk/annual-reports"): COUNSELLORS,
    ("GET", _REPORT): COUNSELLORS,
    ("GET", f"{_REPORT}/release"): COUNSELLORS,
    ("POST", f"{_REPORT}/release"): COUNSELLORS,
    ("GET", f"{_REPORT}/document"): COUNSELLORS,
    ("GET", f"{_REPORT}/spreadsheet"): COUNSELLORS,
    ("GET", f"{_REPORT}/additions"): COUNSELLORS,
    ("POST", f"{_REPORT}/additions"): COUNSELLORS,
    ("POST", f"{_REPORT}/changes"): COUNSELLORS,
    ("POST", f"{_REPORT}/changes/{{change_id}}/removal"): COUNSELLORS,
    ("GET", "/desk/hours"): COUNSELLORS,
    ("POST", "/desk/hours"): COUNSELLORS,
    ("GET", "/desk/profile"): COUNSELLORS,
    ("GET", "/desk/profile/presentation"): COUNSELLORS,
    ("POST", "/desk/profile/presentation"): COUNSELLORS,
    ("POST", "/desk/profile/availability"): COUNSELLORS,
    ("POST", "/desk/profile/absence"): COUNSELLORS,
    ("GET", "/desk/organisations"): MANAGERS,
    ("GET", "/desk/organisations/new"): MANAGERS,
    ("POST", "/desk/organisations/new"): MANAGERS,
    ("GET", _HELD): ONLY_MANAGER,
    ("POST", f"{_HELD}/opening"): ONLY_MANAGER,
    ("GET", f"{_HELD}/poster/{{size}}"): ONLY_MANAGER,
    ("GET", f"{_HELD}/mandate"): ONLY_MANAGER,
    ("POST", f"{_HELD}/mandate"): ONLY_MANAGER,
    ("GET", f"{_HELD}/role-statement"): ONLY_MANAGER,
    ("POST", f"{_HELD}/role-statement"): ONLY_MANAGER,
    ("GET", f"{_HELD}/pool"): ONLY_MANAGER,
    ("POST", f"{_HELD}/pool"): ONLY_MANAGER,
    ("GET", "/desk/counsellors"): MANAGERS,
    ("POST", "/desk/counsellors/{counsellor_id}/training"): MANAGERS,
    ("GET", "/desk/firm-hours"): MANAGERS,
    ("GET", "/desk/staff"): MANAGERS,
    ("POST", "/desk/staff"): MANAGERS,
    ("POST", "/desk/staff/{staff_id}/invitation"): MANAGERS,
    ("POST", "/desk/staff/{staff_id}/reset"): MANAGERS,
    ("POST", "/desk/staff/{staff_id}/ending"): MANAGERS,
    ("GET", "/desk/benchmarks"): ANALYSTS,
    ("GET", "/desk/benchmarks/{period}"): ANALYSTS,
    ("GET", "/desk/benchmarks/{period}/files/{file_format}"): ANALYSTS,
    ("GET", "/desk/benchmarks/{period}/certificate"): ANALYSTS,
}
#: answers 404 to everybody, or serves files of ours that hold nothing of anybody
NOT_PAGES = ("/o/{slug}/{rest}", "/desk/{anything}", "/assets/{name}", "/docs/assets/{file_path}",
             "/docs/{path}", "/docs/oauth2-redirect.html")  # fmt: skip
