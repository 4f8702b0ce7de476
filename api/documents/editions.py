"""An edition as a table for a spreadsheet."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from api.documents.labels import label
from api.documents.tables import neutralised
from api.i18n import translations
from tenants.insight.disclosure import TOTAL
from tenants.insight.sections import SECTIONS

COLUMNS = (
    "period", "sector", "sector_name", "theme", "theme_name", "people", "per_100_employees",
    "suppressed",
)  # fmt: skip


def edition_csv(content: Mapping[str, Any], language: str) -> bytes:
    """UTF-8 with a byte order mark, commas, decimal points (RFC 4180); a suppressed figure is empty
    and says "yes" in the last column. A rate is empty as well where no organisation takes part.
    """
    _ = translations(language).gettext
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for cell in content["cells"]:
        sector, theme = cell["sector"], cell["theme"]
        row = (
            content["period"],
            sector,
            _("All sectors") if sector == TOTAL else _(SECTIONS[sector]),
            theme,
            _("All themes") if theme == TOTAL else label("theme", theme, _),
            cell["people"]["value"],
            cell["per_100_employees"]["value"],
            "yes" if cell["people"]["suppressed"] else "no",
        )
        writer.writerow([neutralised(value) for value in row])
    return out.getvalue().encode("utf-8-sig")
