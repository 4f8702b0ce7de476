"""Names as they could be in the Netherlands, of nobody and nothing that we know of."""

from api.simulation.chance import Generator

_FIRST = (
    "Adel", "Brinde", "Dorver", "Elver", "Garver", "Halme", "Immer", "Koven", "Loever", "Merle",
    "Nevel", "Orsel", "Pelder", "Ruivel", "Sander", "Tiemer", "Uiter", "Vonder", "Wolder", "Zaver",
)  # fmt: skip
_LAST = (
    "made", "stee", "horn", "lage", "wolde", "rade", "beke", "donk", "haar", "lo", "mare", "oever",
    "singel", "tuin", "veste", "weide",
)  # fmt: skip
_KINDS = {
    "A": ("Kwekerij", "Boerderij"), "B": ("Zandwinning",), "C": ("Fabriek", "Werkplaats"),
    "D": ("Energie",), "E": ("Waterbedrijf", "Reiniging"), "F": ("Bouw", "Installatie"),
    "G": ("Handel", "Winkels"), "H": ("Vervoer", "Logistiek"), "I": ("Hotels", "Keukens"),
    "J": ("Uitgeverij", "Omroep"), "K": ("Software", "Netwerken"), "L": ("Verzekering", "Krediet"),
    "M": ("Wonen",), "N": ("Advies", "Onderzoek"), "O": ("Schoonmaak", "Werk"),
    "P": ("Gemeente", "Waterschap", "Dienst"), "Q": ("College", "Scholen", "Hogeschool"),
    "R": ("Ziekenhuis", "Thuiszorg", "Zorggroep", "Kinderopvang"), "S": ("Theater", "Sportpark"),
    "T": ("Vereniging",), "U": ("Huishouden",), "V": ("Vertegenwoordiging",),
}  # fmt: skip
_UNITS = {
    "H": ("Chauffeurs", "Planning", "Werkplaats", "Kantoor", "Nachtploeg"),
    "P": ("Dienstverlening", "Ruimte", "Toezicht", "Bedrijfsvoering", "Staf"),
    "Q": ("Onderwijs", "Ondersteuning", "Onderzoek", "Diensten", "Bestuur en staf"),
    "R": ("Verpleging", "Wonen", "Ambulant", "Facilitair", "Staf"),
}
_ANY_UNITS = ("Uitvoering", "Kantoor", "Verkoop", "Techniek", "Staf")
_GIVEN = (
    "Ahmed", "Anouk", "Bart", "Carlijn", "Daan", "Eva", "Fatima", "Guus", "Hanna", "Ilse", "Jasper",
    "Khadija", "Lars", "Maud", "Noor", "Omar", "Pien", "Ruben", "Sanne", "Thijs", "Umut", "Vera",
    "Wouter", "Yasmin", "Zeynep",
)  # fmt: skip
_FAMILY = (
    "Aksoy", "van den Berg", "Claassen", "Dekker", "El Amrani", "Faber", "de Graaf", "Hofman",
    "Idrissi", "Jacobs", "Kuiper", "van Leeuwen", "Maas", "Nijhuis", "Oosting", "Peters",
    "Rietveld", "Smit", "Tjin", "Vos", "Wiersma", "Yildiz", "Zwart",
)  # fmt: skip


def organisation_name(rng: Generator, section: str) -> str:
    return f"{_one(rng, _KINDS[section])} {_place(rng)}"


def firm_name(rng: Generator) -> str:
    return f"Vertrouwenswerk {_place(rng)}"


def person_name(rng: Generator) -> str:
    return f"{_one(rng, _GIVEN)} {_one(rng, _FAMILY)}"


def unit_names(section: str) -> tuple[str, ...]:
    """What its units are called, the largest first."""
    return _UNITS.get(section, _ANY_UNITS)


def slug_of(name: str, number: int) -> str:
    """Two may be called alike; their addresses are not."""
    return f"{name.lower().replace(' ', '-')}-{number + 1}"


def _place(rng: Generator) -> str:
    return _one(rng, _FIRST) + _one(rng, _LAST)


def _one(rng: Generator, names: tuple[str, ...]) -> str:
    return names[int(rng.integers(len(names)))]
