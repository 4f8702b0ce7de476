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
    ("GET", f"{_HERE}/machine-clients"): FIRM,
    ("POST", f"{_HERE}/machine-clients"): FIRM,
    ("DELETE", f"{_HERE}/machine-clients/{{client_id}}"): FIRM,
    ("GET", f"{_HERE}/invoices"): FIRM,
    ("POST", f"{_HERE}/invoices"): FIRM,
    ("GET", "/v1/counsellors"): FIRM,
    ("POST", "/v1/counsellors"): FIRM,
    ("GET", "/v1/staff"): FIRM,
    ("POST", "/v1/staff"): FIRM,
    ("DELETE", "/v1/staff/{staff_id}"): FIRM,
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
    ("GET", "/v1/role-statements/{audience}/{language}"): ORGANISATION,
    ("GET", "/v1/annual-reports"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}"): ORGANISATION,
    ("GET", "/v1/annual-reports/{year}/document"): ORGANISATION,
    ("PUT", "/v1/benchmark-participation"): ORGANISATION,
    # the advisor
    ("GET", "/v1/editions"): ADVISOR,
    ("GET", "/v1/editions/{period}"): ADVISOR,
    ("GET", "/v1/editions/{period}/table.csv"): ADVISOR,
    ("GET", "/v1/editions/{period}/method-note"): ADVISOR,
    # the counsellor
    ("GET", "/v1/conversations"): COUNSELLOR,
    ("GET", _TALK): COUNSELLOR,
    ("POST", f"{_TALK}/messages"): COUNSELLOR,
}
