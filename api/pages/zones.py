"""Where the clocks of an organisation stand."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from babel.core import get_global

from tenants.network.organisations import Organisation


def zone_of(organisation: Organisation) -> tzinfo:
    """Where its clocks stand; a country with several gets the first."""
    zones = get_global("zone_territories")
    return ZoneInfo(next((z for z, of in zones.items() if of == organisation.country), "UTC"))
