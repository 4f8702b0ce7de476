"""The rest of the network: what it takes for a benchmark that gives nobody away.

Figures leave only where several firms and organisations stand behind them. Two sectors are large
enough for some themes, others for their total, and one for nothing at all: all three can be seen.
"""

from api.demo.roster import CounsellorSpec, FirmSpec, OrganisationSpec, sbi

FIRMS = (
    FirmSpec("luisterhuis", "Luisterhuis", "Gerda Groen"),
    FirmSpec("oever", "Oever", "Hugo Hendriks"),
    FirmSpec("stilwater", "Stilwater", "Iris Jansen"),
)

_CHANNELS = ("messages", "phone", "in_person")
_LISTENS = {"en": "I take the time to listen.", "nl": "Ik neem de tijd om te luisteren."}
_THINKS = {"en": "We look together at what you can do.", "nl": "We kijken samen wat je kunt doen."}

COUNSELLORS = (
    CounsellorSpec("Jeroen Kok", "luisterhuis", ("nl", "en"), ("T1", "T3"), _CHANNELS, _LISTENS),
    CounsellorSpec("Karima Lamrani", "luisterhuis", ("nl", "ar"), ("T1.5",), _CHANNELS, _THINKS),
    CounsellorSpec("Lotte Mulder", "oever", ("nl", "de"), ("T3", "T4"), _CHANNELS, _LISTENS),
    CounsellorSpec("Mehmet Nur", "oever", ("nl", "tr"), ("T2",), _CHANNELS, _THINKS),
    CounsellorSpec("Nadia Oomen", "stilwater", ("nl", "en"), ("T1.3",), _CHANNELS, _LISTENS),
    CounsellorSpec("Pieter Quist", "stilwater", ("nl",), ("T3.2",), _CHANNELS, _THINKS),
)

ORGANISATIONS = (
    # health and social care
    OrganisationSpec("zuidwester", "Zuidwester Zorggroep", "klankbord", sbi("8710"),
                     {"Wonen": 1180, "Thuiszorg": 760, "Staf": 120}),
    OrganisationSpec("morgenrood", "Morgenrood Thuiszorg", "luisterhuis", sbi("8810"),
                     {"Wijkteams": 1690, "Kantoor": 140}),
    OrganisationSpec("kompas", "Kompas Geestelijke Gezondheid", "oever", sbi("8610"),
                     {"Klinieken": 880, "Ambulant": 710, "Staf": 150}),
    OrganisationSpec("de-linde", "De Linde Ouderenzorg", "stilwater", sbi("8710"),
                     {"Huizen": 1340, "Keuken en dienst": 210}),
    OrganisationSpec("het-vlier", "Het Vlier Revalidatie", "oever", sbi("8610"),
                     {"Behandeling": 620, "Staf": 90}),
    OrganisationSpec("de-brug", "De Brug Gehandicaptenzorg", "luisterhuis", sbi("8720"),
                     {"Woningen": 930, "Dagbesteding": 320}),
    OrganisationSpec("middelveld", "Middelveld Huisartsen", "klankbord", sbi("8621"),
                     {"Praktijken": 180}),
    OrganisationSpec("kleine-wereld", "Kleine Wereld Kinderopvang", "vertrouwd", sbi("8891"),
                     {"Groepen": 21}),
    # education
    OrganisationSpec("polderpoort", "Polderpoort College", "vertrouwd", sbi("8531"),
                     {"Leraren": 610, "Ondersteuning": 190}),
    OrganisationSpec("hogeschool-delta", "Hogeschool Delta", "luisterhuis", sbi("8541"),
                     {"Onderwijs": 1120, "Onderzoek": 180, "Diensten": 320}),
    OrganisationSpec("de-klimop", "De Klimop Basisscholen", "oever", sbi("8520"),
                     {"Scholen": 1010, "Bureau": 60}),
    OrganisationSpec("vakcampus", "Vakcampus Midden", "stilwater", sbi("8532"),
                     {"Opleidingen": 860, "Diensten": 240}),
    OrganisationSpec("de-vlieger", "De Vlieger Speciaal Onderwijs", "klankbord", sbi("8520"),
                     {"Scholen": 540}),
    OrganisationSpec("rivierenland", "Rivierenland Lyceum", "stilwater", sbi("8531"),
                     {"Leraren": 320, "Ondersteuning": 90}),
    # transport
    OrganisationSpec("stadslijn", "Stadslijn Vervoer", "oever", sbi("4931"),
                     {"Chauffeurs": 720, "Werkplaats": 110, "Kantoor": 60}),
    OrganisationSpec("pakketpunt", "Pakketpunt", "luisterhuis", sbi("5320"),
                     {"Bezorging": 640, "Sortering": 280}),
    OrganisationSpec("oosterkade", "Oosterkade Overslag", "stilwater", sbi("5224"),
                     {"Kade": 380, "Kantoor": 50}),
    OrganisationSpec("spoorwerk", "Spoorwerk Onderhoud", "klankbord", sbi("5221"),
                     {"Ploegen": 510, "Planning": 80}),
    OrganisationSpec("veerdienst", "Veerdienst West", "vertrouwd", sbi("5030"),
                     {"Varend": 190, "Wal": 60}),
    # public administration
    OrganisationSpec("wierdam", "Gemeente Wierdam", "luisterhuis", sbi("8411"),
                     {"Dienstverlening": 310, "Ruimte": 220, "Bedrijfsvoering": 140}),
    OrganisationSpec("heidestreek", "Gemeente Heidestreek", "oever", sbi("8411"),
                     {"Dienstverlening": 260, "Ruimte": 170}),
    OrganisationSpec("omgevingsdienst", "Omgevingsdienst Noordrand", "stilwater", sbi("8413"),
                     {"Toezicht": 180, "Advies": 120}),
    OrganisationSpec("waterbeheer", "Waterbeheer Zuidpolder", "vertrouwd", sbi("8413"),
                     {"Beheer": 340, "Laboratorium": 60}),
    OrganisationSpec("sluisdam", "Gemeente Sluisdam", "klankbord", sbi("8411"),
                     {"Alle diensten": 290}),
    # manufacturing: too few for any figure
    OrganisationSpec("bakkerij-zon", "Bakkerij Zon", "klankbord", sbi("1071"),
                     {"Bakkerij": 210, "Verkoop": 40}),
    OrganisationSpec("metaalhof", "Metaalhof", "oever", sbi("2511"),
                     {"Werkplaats": 160, "Kantoor": 30}),
)  # fmt: skip

#: not live yet: without a role statement, a mandate and a pool it cannot be
DRAFT = OrganisationSpec("nieuwland", "Nieuwland Woningcorporatie", "vertrouwd", sbi("6820"), {})
