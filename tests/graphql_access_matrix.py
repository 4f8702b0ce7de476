"""Who may reach which field of the GraphQL door. A field that is answered by a function has a row.

`%(…)s` stands for node ids of Noorderlicht, which every role here belongs to or works for, or of
what is there. Acts are asked for in a way that whoever may do them is told what is wrong with it.
"""

from typing import NamedTuple

from tenants.policy import ADVISOR, FIRM, ORGANISATION, Role

COUNSELLOR = frozenset({Role.COUNSELLOR})
EVERYBODY = FIRM | COUNSELLOR | ORGANISATION | ADVISOR | {Role.OPERATOR}


class Row(NamedTuple):
    roles: frozenset[Role]
    document: str


def _organisation(field: str) -> str:
    return '{ organisation(id: "%(organisation)s") { ' + field + " } }"


ROWS = {
    # reading
    "Query.node": Row(FIRM | COUNSELLOR | ORGANISATION, '{ node(id: "%(organisation)s") { id } }'),
    "Query.viewer": Row(EVERYBODY, "{ viewer { role } }"),
    "Viewer.organisation": Row(EVERYBODY, "{ viewer { organisation { name } } }"),
    "Query.organisation": Row(FIRM | COUNSELLOR | ORGANISATION, _organisation("name")),
    # to anybody but a firm this is an empty list
    "Query.organisations": Row(
        FIRM | COUNSELLOR | ORGANISATION, "{ organisations { pageInfo { hasNextPage } } }"
    ),
    "Organisation.mandates": Row(
        FIRM | COUNSELLOR | ORGANISATION, _organisation("mandates { id }")
    ),
    "Organisation.roleStatement": Row(
        FIRM | COUNSELLOR | ORGANISATION,
        _organisation('roleStatement(audience: "hr", language: "nl") { body }'),
    ),
    "Organisation.libraryText": Row(
        FIRM | COUNSELLOR | ORGANISATION,
        _organisation('libraryText(section: "norms", language: "nl") { body }'),
    ),
    "Organisation.noneFits": Row(FIRM, _organisation("noneFits { percent }")),
    "Organisation.pool": Row(FIRM, _organisation("pool { deputy }")),
    "PoolMember.counsellor": Row(FIRM, _organisation("pool { counsellor { name } }")),
    "Organisation.invoices": Row(FIRM | ORGANISATION, _organisation("invoices { hours }")),
    "Organisation.activities": Row(
        FIRM | COUNSELLOR | ORGANISATION, _organisation("activities(year: 2025) { kind }")
    ),
    # each its own; a system is nobody's addressee and no stakeholder
    "Organisation.advice": Row(
        COUNSELLOR | ORGANISATION - {Role.ORGANISATION_SYSTEM}, _organisation("advice { title }")
    ),
    "Organisation.dialogues": Row(
        COUNSELLOR | ORGANISATION - {Role.ORGANISATION_SYSTEM},
        _organisation("dialogues { subject }"),
    ),
    "Organisation.preventionMeasures": Row(
        COUNSELLOR | ORGANISATION, _organisation("preventionMeasures { title }")
    ),
    "Organisation.plannedItems": Row(
        FIRM | COUNSELLOR | ORGANISATION, _organisation("plannedItems { dueOn }")
    ),
    "Organisation.columns": Row(COUNSELLOR | ORGANISATION, _organisation("columns { title }")),
    "Organisation.transparencyNotes": Row(
        COUNSELLOR | ORGANISATION, _organisation("transparencyNotes { title }")
    ),
    "Organisation.headcounts": Row(
        COUNSELLOR | ORGANISATION, _organisation("headcounts(year: 2025) { unit }")
    ),
    "Organisation.annualReports": Row(
        COUNSELLOR | ORGANISATION, _organisation("annualReports { year }")
    ),
    "Organisation.annualReport": Row(
        COUNSELLOR | ORGANISATION, _organisation("annualReport(year: 2025) { digest }")
    ),
    "Organisation.participation": Row(
        ORGANISATION, _organisation("participation { decisions { takesPart } }")
    ),
    "Query.counsellors": Row(FIRM, "{ counsellors { pageInfo { hasNextPage } } }"),
    "Query.staff": Row(FIRM | {Role.OPERATOR}, "{ staff { name } }"),
    "Query.load": Row(FIRM, "{ load { openConversations } }"),
    "Load.counsellor": Row(FIRM, "{ load { counsellor { name } } }"),
    "Query.effortOverviews": Row(FIRM | COUNSELLOR, "{ effortOverviews(year: 2025) { year } }"),
    "EffortOverview.organisation": Row(
        FIRM | COUNSELLOR, "{ effortOverviews(year: 2025) { organisation { name } } }"
    ),
    "Query.hours": Row(FIRM | COUNSELLOR, "{ hours(year: 2025) { minutes } }"),
    "Hours.counsellor": Row(FIRM, "{ hours(year: %(year)s) { counsellor { name } } }"),
    "Hours.organisation": Row(
        FIRM | COUNSELLOR, "{ hours(year: %(year)s) { organisation { name } } }"
    ),
    "Query.conversations": Row(COUNSELLOR, "{ conversations { state } }"),
    "ConversationSummary.id": Row(COUNSELLOR, "{ conversations { id } }"),
    "ConversationSummary.organisation": Row(
        COUNSELLOR, "{ conversations { organisation { name } } }"
    ),
    "Query.conversation": Row(COUNSELLOR, '{ conversation(id: "%(conversation)s") { state } }'),
    "Conversation.organisation": Row(
        COUNSELLOR, '{ conversation(id: "%(conversation)s") { organisation { name } } }'
    ),
    "Query.editions": Row(ADVISOR, "{ editions { period } }"),
    "Query.edition": Row(ADVISOR, "{ edition(period: 2025) { digest } }"),
    "Edition.tables": Row(ADVISOR, "{ edition(period: 2025) { tables { name } } }"),
    "Edition.trend": Row(ADVISOR, "{ edition(period: 2025) { trend { firstYear } } }"),
    "EditionTable.cells": Row(ADVISOR, "{ edition(period: 2025) { tables { cells { code } } } }"),
    "Query.themes": Row(EVERYBODY, "{ themes { code } }"),
    # acts of a firm
    "Mutation.createOrganisation": Row(
        FIRM,
        """
        mutation { createOrganisation(organisation: {
            slug: "new", name: "New", sector: {scheme: "SBI", edition: "1", code: "1"},
            country: "NL", languages: ["nl"]}) { id } }
        """,
    ),
    "Mutation.openOrganisation": Row(
        FIRM, 'mutation { openOrganisation(organisationId: "%(organisation)s") { id } }'
    ),
    "Mutation.createMandate": Row(
        FIRM,
        """
        mutation { createMandate(organisationId: "%(organisation)s", mandate: {
            startsOn: "2026-01-01", hoursPerYear: 0, boardAccess: true, independence: "Whole",
            reviewOn: "2020-01-01"}) { id } }
        """,
    ),
    "Mutation.publishRoleStatement": Row(
        FIRM,
        'mutation { publishRoleStatement(organisationId: "%(organisation)s", texts: []) '
        "{ version } }",
    ),
    "Mutation.publishLibraryText": Row(
        FIRM,
        'mutation { publishLibraryText(organisationId: "%(organisation)s", section: "norms", '
        "texts: []) { version } }",
    ),
    "Mutation.enrolStaff": Row(
        FIRM | {Role.OPERATOR},
        'mutation { enrolStaff(member: {name: "New", email: "a@b", role: "nobody", language: "nl"})'
        " { code } }",
    ),
    "Mutation.renewInvitation": Row(
        FIRM, 'mutation { renewInvitation(staffId: "%(member)s") { code } }'
    ),
    "Mutation.resetLogin": Row(FIRM, 'mutation { resetLogin(staffId: "%(member)s") { code } }'),
    "Mutation.createCounsellor": Row(
        FIRM,
        """
        mutation { createCounsellor(counsellor: {
            staffId: "00000000-0000-7000-8000-000000000009", name: "New", introduction: [],
            languages: ["nl"], themes: [], channels: ["phone"], hoursPerWeek: "8"}) { id } }
        """,
    ),
    "Mutation.recordTraining": Row(
        FIRM,
        'mutation { recordTraining(counsellorId: "%(counsellor)s", trainedUntil: null) { id } }',
    ),
    "Mutation.putPool": Row(
        FIRM, 'mutation { putPool(mandateId: "%(mandate)s", members: []) { deputy } }'
    ),
    "Mutation.issueInvoice": Row(
        FIRM,
        """
        mutation { issueInvoice(organisationId: "%(organisation)s", invoice: {
            quarter: "2026-02-01", centsPerHour: 1, flatFeeCents: 1}) { hours } }
        """,
    ),
    # acts of an organisation
    "Mutation.putHeadcounts": Row(
        frozenset({Role.HR, Role.ORGANISATION_SYSTEM}),
        "mutation { putHeadcounts(year: 2025, units: []) { unit } }",
    ),
    "Mutation.decideParticipation": Row(
        frozenset({Role.HR, Role.MANAGEMENT, Role.ORGANISATION_SYSTEM}),
        "mutation { decideParticipation(takesPart: true) { takesPart } }",
    ),
    # HR owns this one; a system speaks for whoever of the organisation does
    "Mutation.finishPreventionMeasure": Row(
        frozenset({Role.HR, Role.ORGANISATION_SYSTEM}),
        'mutation { finishPreventionMeasure(measureId: "%(measure)s") { state } }',
    ),
    # to HR alone; whoever answers a second time is told what is wrong with it
    "Mutation.answerAdvice": Row(
        frozenset({Role.HR}),
        'mutation { answerAdvice(adviceId: "%(advice)s", state: "done") { state } }',
    ),
    # acts of a counsellor
    "Mutation.postMessage": Row(
        COUNSELLOR,
        'mutation { postMessage(conversationId: "%(conversation)s", text: "Hello") { id } }',
    ),
    "Mutation.explainLimits": Row(
        COUNSELLOR, 'mutation { explainLimits(conversationId: "%(conversation)s") { id } }'
    ),
    "ChangedConversation.conversation": Row(
        COUNSELLOR,
        'mutation { explainLimits(conversationId: "%(conversation)s") { conversation { state } } }',
    ),
    "Mutation.agreeNextStep": Row(
        COUNSELLOR,
        'mutation { agreeNextStep(conversationId: "%(conversation)s", text: "Sleep") { id } }',
    ),
    "Mutation.closeConversation": Row(
        COUNSELLOR, 'mutation { closeConversation(conversationId: "%(conversation)s") { id } }'
    ),
}
