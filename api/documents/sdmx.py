"""Tables as SDMX, which statistical offices exchange: SDMX-JSON 2.0 structures, SDMX-CSV 2.0 data.

What is withheld has no value and the status Q: missing, suppressed (SDMX code list CL_OBS_STATUS).
Structures are written by pysdmx, an extra of this package: `pip install gesprekspunt[sdmx]`.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

from api.documents.tables import Book, Cell, Dimension, Table
from tenants.errors import DomainError

AGENCY, VERSION = "GESPREKSPUNT", "1.0"
TOTAL, SUPPRESSED, NORMAL, ABSENT = "_T", "Q", "A", "M"
STATUSES = {
    NORMAL: "Normal value",
    SUPPRESSED: "Missing value, suppressed",
    ABSENT: "Missing value",
}
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a ZIP file: the same figures are the same bytes


class SdmxNotInstalled(DomainError):  # noqa: N818 nothing went wrong
    """This service was installed without the extra `sdmx`."""

    code = "sdmx-not-installed"
    status = 501
    title = "This service was installed without SDMX"


def sdmx(book: Book, period: int) -> bytes:
    """A ZIP of `structure.json` and a CSV file for each table. Raises SdmxNotInstalled."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = {"structure.json": _structures(book), "readme.txt": "\n\n".join(book.about)}
        files |= {f"{table.code}.csv": _data(table, period) for table in book.tables}
        for name, text in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, FIRST_DAY), text, compress_type=zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def sdmx_id(code: str) -> str:
    """A code as SDMX writes it: T1.1 is T1_1, and the total is _T."""
    return TOTAL if code == "total" else re.sub(r"[^A-Za-z0-9_@$-]", "_", code)


def _indicators(table: Table) -> Dimension:
    return Dimension("indicator", "Indicator", {m.code: m.label for m in table.measures})


def _dimensions(table: Table) -> list[Dimension]:
    return [*table.dimensions, _indicators(table)]


def _structures(book: Book) -> str:
    """Code lists and a data structure with its flow for each table, over one list of concepts."""
    try:
        from pysdmx import model
        from pysdmx.io.json.sdmxjson2.writer.v2_0.structure import write
        from pysdmx.model.message import Header
    except ImportError as error:
        raise SdmxNotInstalled from error

    common: dict[str, Any] = {"agency": AGENCY, "version": VERSION}
    names = {d.code.upper(): d.label for table in book.tables for d in _dimensions(table)}
    names |= {"TIME_PERIOD": "Year", "OBS_VALUE": "Value", "OBS_STATUS": "Status"}
    concepts = {name: model.Concept(id=name, name=label) for name, label in names.items()}
    scheme = model.ConceptScheme(
        id="CONCEPTS", name="Concepts", items=list(concepts.values()), **common
    )

    def code_list(name: str, label: str, codes: dict[str, str]) -> model.Codelist:
        items = [model.Code(id=code, name=text) for code, text in codes.items()]
        return model.Codelist(id=name, name=label, items=items, **common)

    def component(name: str, role: model.Role, codes: model.Codelist | None) -> model.Component:
        concept = model.ItemReference(
            sdmx_type="Concept", agency=AGENCY, id="CONCEPTS", version=VERSION, item_id=name
        )
        return model.Component(
            id=name,
            required=role is not model.Role.ATTRIBUTE,
            role=role,
            concept=concept,
            local_codes=codes,
            attachment_level="O" if role is model.Role.ATTRIBUTE else None,
        )

    statuses = code_list("CL_OBS_STATUS", "Status", STATUSES)
    lists, structures, flows = [statuses], [], []
    for table in book.tables:
        components = []
        for d in _dimensions(table):
            codes = {sdmx_id(code): text for code, text in d.categories.items()}
            lists.append(code_list(f"CL_{table.code}_{d.code}".upper(), d.label, codes))
            components.append(component(d.code.upper(), model.Role.DIMENSION, lists[-1]))
        components.append(component("TIME_PERIOD", model.Role.DIMENSION, None))
        components.append(component("OBS_VALUE", model.Role.MEASURE, None))
        components.append(component("OBS_STATUS", model.Role.ATTRIBUTE, statuses))
        name = table.code.upper()
        structure = model.DataStructureDefinition(
            id=name, name=table.label, components=model.Components(components), **common
        )
        structures.append(structure)
        flows.append(model.Dataflow(id=name, name=table.label, structure=structure, **common))
    text = write(
        [scheme, *lists, *structures, *flows],
        header=Header(
            id=sdmx_id(book.title).upper(),
            sender=model.Organisation(id=AGENCY),
            prepared=_prepared(book),
        ),
    )
    return text or ""


def _prepared(book: Book) -> datetime:
    return datetime.combine(book.updated or date(*FIRST_DAY[:3]), time(), UTC)


def _data(table: Table, period: int) -> str:
    out = io.StringIO()
    dimensions = [d.code.upper() for d in _dimensions(table)]
    csv.writer(out).writerows(
        chain(
            [["STRUCTURE", "STRUCTURE_ID", "ACTION", *dimensions, "TIME_PERIOD", "OBS_VALUE",
              "OBS_STATUS"]],
            _observations(table, period),
        )
    )  # fmt: skip
    return out.getvalue()


def _observations(table: Table, period: int) -> Iterator[list[object]]:
    flow = f"{AGENCY}:{table.code.upper()}({VERSION})"
    for key, cells in table.rows.items():
        for measure, cell in zip(table.measures, cells, strict=True):
            codes = [sdmx_id(code) for code in (*key, measure.code)]
            value = "" if cell.value is None else cell.value
            yield ["dataflow", flow, "I", *codes, period, value, _status(cell)]


def _status(cell: Cell) -> str:
    if cell.suppressed:
        return SUPPRESSED
    return ABSENT if cell.value is None else NORMAL
