"""Who is in the cast: two firms and their counsellors, three organisations, an advisory firm."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenants.network.organisations import Sector
from tenants.policy import Role


@dataclass(frozen=True, slots=True)
class FirmSpec:
    slug: str
    name: str
    manager: str

    @property
    def manager_email(self) -> str:
        return f"{first_name(self.manager)}@{self.slug}.example"


@dataclass(frozen=True, slots=True)
class CounsellorSpec:
    name: str
    firm: str
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    channels: tuple[str, ...]
    introduction: Mapping[str, str]

    @property
    def email(self) -> str:
        return f"{first_name(self.name)}@{self.firm}.example"


@dataclass(frozen=True, slots=True)
class OrganisationSpec:
    """`units` are employees by unit in the present year."""

    slug: str
    name: str
    firm: str
    sector: Sector
    units: Mapping[str, int]


def first_name(name: str) -> str:
    """How everybody is called in the code: nobody shares a first name."""
    return name.split(maxsplit=1)[0].lower()


def sbi(code: str) -> Sector:
    return Sector("SBI", "2025", code)


FIRMS = (
    FirmSpec("vertrouwd", "Vertrouwd", "Alice Aerts"),
    FirmSpec("klankbord", "Klankbord", "Bob Bakker"),
)

COUNSELLORS = (
    CounsellorSpec(
        "Amina Haddad", "vertrouwd", ("nl", "en"), ("T1.1", "T1.3", "T4.1"),
        ("messages", "phone", "video"),
        {"en": "I listen first. I have worked as a social worker for twelve years.",
         "nl": "Ik luister eerst. Ik werkte twaalf jaar als maatschappelijk werker."},
    ),
    CounsellorSpec(
        "Bram de Wit", "vertrouwd", ("nl",), ("T1.2", "T2", "T3.3"),
        ("messages", "phone", "in_person"),
        {"en": "I know how big organisations work, and how small one can feel in them.",
         "nl": "Ik weet hoe grote organisaties werken, en hoe klein je je er kunt voelen."},
    ),
    CounsellorSpec(
        "Chloé Martens", "vertrouwd", ("nl", "en", "fr"), ("T1.5", "T1.6", "T3.5"),
        ("messages", "video"),
        {"en": "You can think aloud with me. Nothing has to come of it.",
         "nl": "Bij mij kun je hardop denken. Er hoeft niets uit te komen."},
    ),
    CounsellorSpec(
        "Dewi Santoso", "klankbord", ("nl", "en"), ("T1.1", "T3.2", "T4.2"),
        ("messages", "phone", "video", "in_person"),
        {"en": "Calm and practical. We go at your pace.",
         "nl": "Rustig en praktisch. We gaan in jouw tempo."},
    ),
    CounsellorSpec(
        "Emre Yilmaz", "klankbord", ("nl", "en", "tr"), ("T1.2", "T1.5", "T2.9"),
        ("messages", "phone"),
        {"en": "I help you to see which ways there are, the light ones first.",
         "nl": "Ik help je zien welke wegen er zijn, de lichte eerst."},
    ),
)  # fmt: skip

ORGANISATIONS = (
    OrganisationSpec("noorderlicht", "Noorderlicht Ziekenhuis", "vertrouwd", sbi("8610"),
                     {"Verpleging": 1120, "Medische staf": 310, "Poliklinieken": 540,
                      "Facilitair": 260, "Staf": 170}),
    OrganisationSpec("havenwerk", "Havenwerk Logistiek", "vertrouwd", sbi("5224"),
                     {"Terminal": 410, "Transport": 230, "Kantoor": 90}),
    OrganisationSpec("meesterschap", "Meesterschap Scholen", "klankbord", sbi("8531"),
                     {"Leraren": 940, "Ondersteuning": 260, "Bestuur en staf": 80}),
)  # fmt: skip
#: too small for its annual report to say anything about people
SMALL = OrganisationSpec("kleine-wereld", "Kleine Wereld Kinderopvang", "vertrouwd", sbi("8891"),
                         {"Groepen": 21})  # fmt: skip
#: not live yet: without a role statement, a mandate and a pool it cannot be
DRAFT = OrganisationSpec("nieuwland", "Nieuwland Woningcorporatie", "vertrouwd", sbi("6820"), {})
ADVISOR = ("peilstok", "Peilstok Advies", "Fleur Analist", "fleur@peilstok.example")

#: who at Noorderlicht signs in or is addressed, by role
ORGANISATION_STAFF = {
    Role.HR: "Henk Personeel",
    Role.MANAGEMENT: "Marjan Bestuur",
    Role.WORKS_COUNCIL: "Otto Raad",
    Role.PREVENTION_OFFICER: "Petra Preventie",
}

ROLE_STATEMENT = {
    "employees": {
        "en": "A counsellor is there to listen to you. They are independent: they do not work for "
        "your manager or for HR.\n\nThey help you to see what is going on, what you can do, and "
        "what each step asks of you. You decide.\n\nA counsellor does not judge, does not "
        "investigate and does not take over. They take no step without you.",
        "nl": "Een vertrouwenspersoon is er om naar je te luisteren. Die is onafhankelijk en werkt "
        "niet voor je leidinggevende of voor HR.\n\nSamen kijken jullie wat er speelt, wat je "
        "kunt doen en wat elke stap van je vraagt. Jij beslist.\n\nEen vertrouwenspersoon "
        "oordeelt niet, onderzoekt niet en neemt het niet over. Die zet geen stap zonder jou.",
    },
    "managers": {
        "en": "You can ask a counsellor for advice yourself. You will not hear whether somebody of "
        "your team did.",
        "nl": "Je kunt zelf ook bij een vertrouwenspersoon terecht. Je hoort niet of iemand uit je "
        "team dat deed.",
    },
    "hr": {
        "en": "A counsellor works beside HR, not for it. You receive advice and an annual report "
        "that cannot be led back to anybody.",
        "nl": "Een vertrouwenspersoon werkt naast HR, niet voor HR. Je krijgt advies en een "
        "jaarverslag dat tot niemand te herleiden is.",
    },
}
