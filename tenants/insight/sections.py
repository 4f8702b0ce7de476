"""Sections of NACE 2.1: the rows of every benchmark.

A letter moved between editions (Q is health in NACE 2 and education in NACE 2.1), so organisations
are brought to one edition by their division, of two digits, which both editions mean alike at this
level. The Dutch SBI follows NACE down to its four digits.
Sources: Regulation (EC) 1893/2006 and Delegated Regulation (EU) 2023/137, annexes.
"""

from tenants.errors import Invalid
from tenants.network.organisations import Sector, check_sector

SECTIONS = {
    "A": "Agriculture, forestry and fishing",
    "B": "Mining and quarrying",
    "C": "Manufacturing",
    "D": "Electricity, gas, steam",
    "E": "Water and waste",
    "F": "Construction",
    "G": "Wholesale and retail trade",
    "H": "Transport and storage",
    "I": "Accommodation and food",
    "J": "Publishing, broadcasting, content",
    "K": "Telecommunication, computing, information",
    "L": "Finance and insurance",
    "M": "Real estate",
    "N": "Professional, scientific, technical",
    "O": "Administrative and support services",
    "P": "Public administration and defence",
    "Q": "Education",
    "R": "Health and social care",
    "S": "Arts, sports and recreation",
    "T": "Other services",
    "U": "Households as employers",
    "V": "Extraterritorial organisations",
}

#: first and last division of each section; 45 (motor trade in NACE 2) went to trade, G
RANGES = (
    (1, 3, "A"), (5, 9, "B"), (10, 33, "C"), (35, 35, "D"), (36, 39, "E"), (41, 43, "F"),
    (45, 47, "G"), (49, 53, "H"), (55, 56, "I"), (58, 60, "J"), (61, 63, "K"), (64, 66, "L"),
    (68, 68, "M"), (69, 75, "N"), (77, 82, "O"), (84, 84, "P"), (85, 85, "Q"), (86, 88, "R"),
    (90, 93, "S"), (94, 96, "T"), (97, 98, "U"), (99, 99, "V"),
)  # fmt: skip
DIVISIONS = {n: section for first, last, section in RANGES for n in range(first, last + 1)}


def section_of(sector: Sector) -> str:
    """The section of NACE 2.1. Raises Invalid for a bare letter or a division that is not there."""
    check_sector(sector)
    section = DIVISIONS.get(int(sector.code[:2]))
    if section is None:
        raise Invalid({"sector": f"there is no division {sector.code[:2]}"})
    return section
