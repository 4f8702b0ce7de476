"""Five powers over the keys, apart: to use, to make, to renew, to replace and to destroy them.

`+` is one step of a path in Vault, `*` any end of it. After `keys/` such an end would take in
`/config` and `/rotate`, so only what is denied has one there. Of two that fit, the one whose
wildcard comes later counts alone.
"""

from dataclasses import dataclass
from enum import StrEnum

MOUNT = "transit"
ORGANISATIONS = "organisation-*"


class Power(StrEnum):
    API = "api"
    PROVISIONER = "provisioner"
    REWRAPPER = "rewrapper"
    REPLACER = "replacer"
    SHREDDER = "shredder"


@dataclass(frozen=True, slots=True)
class Grant:
    """A path below the mount, what may be done there, and lines that narrow it."""

    path: str
    capability: str
    only: str = ""


GRANTS: dict[Power, tuple[Grant, ...]] = {
    # Opens organisations' keys, looks up, signs tokens, locks second factors of staff.
    Power.API: (
        Grant(f"decrypt/{ORGANISATIONS}", "update"),
        Grant("encrypt/gesprekspunt-staff", "update"),
        Grant("decrypt/gesprekspunt-staff", "update"),
        Grant("hmac/gesprekspunt-lookup", "update"),
        Grant("sign/gesprekspunt-tokens", "update"),
        Grant("keys/gesprekspunt-tokens", "read"),
    ),
    # Makes keys, none of which may ever leave Vault, and wraps a first secret under them.
    Power.PROVISIONER: (
        Grant("keys/+", "update", "denied_parameters = { exportable = [], "
              "allow_plaintext_backup = [] }"),
        Grant("keys/+", "read"),
        Grant(f"encrypt/{ORGANISATIONS}", "update"),
    ),
    # Rotates and re-wraps inside Vault, and closes old versions; opens nothing.
    Power.REWRAPPER: (
        Grant("keys/+", "read"),
        Grant("keys/+/rotate", "update"),
        Grant(f"rewrap/{ORGANISATIONS}", "update"),
        Grant("keys/+/config", "update", "allowed_parameters = { min_decryption_version = [] }"),
    ),
    # Opens and wraps organisations' secrets, to put another in the place of one.
    Power.REPLACER: (
        Grant(f"decrypt/{ORGANISATIONS}", "update"),
        Grant(f"encrypt/{ORGANISATIONS}", "update"),
    ),
    # Destroys an organisation's key, and no other: those of the platform are out of its reach.
    Power.SHREDDER: (
        Grant("keys/+", "read"),
        Grant("keys/+", "delete"),
        Grant("keys/+/config", "update", "allowed_parameters = { deletion_allowed = [] }"),
        Grant("keys/gesprekspunt-*", "deny"),
    ),
}  # fmt: skip

#: The roles to log in with. Who creates an organisation through REST makes its key in the same act,
#: so the service has two powers; the other three are for an operator's command and nothing else.
ROLES: dict[str, tuple[Power, ...]] = {
    "gesprekspunt": (Power.API, Power.PROVISIONER),
    "gesprekspunt-rewrapper": (Power.REWRAPPER,),
    "gesprekspunt-replacer": (Power.REWRAPPER, Power.REPLACER),
    "gesprekspunt-shredder": (Power.SHREDDER,),
}


def policy_name(power: Power) -> str:
    return f"gesprekspunt-{power}"


def render(power: Power) -> str:
    """The policy in Vault's own language."""
    blocks: dict[str, list[str]] = {}
    narrowing: dict[str, str] = {}
    for grant in GRANTS[power]:
        blocks.setdefault(grant.path, []).append(grant.capability)
        if grant.only:
            narrowing[grant.path] = f"  {grant.only}\n"
    return "".join(
        f'path "{MOUNT}/{path}" {{\n  capabilities = [{", ".join(map(_quote, capabilities))}]\n'
        f"{narrowing.get(path, '')}}}\n"
        for path, capabilities in blocks.items()
    )


def _quote(word: str) -> str:
    return f'"{word}"'
