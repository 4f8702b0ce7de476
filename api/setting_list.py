"""Every setting as a person meets it: its variable, its meaning, where its value is from."""

from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from api.settings import Settings

MASK = "••••••"
HEADING = """\
# Settings

All of them are environment variables. `gesprekspunt settings` shows what each is now and whether it
was set. This page is made by `gesprekspunt settings --markdown`; a test compares the two.

| Variable | Without it | Meaning |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """`value` is masked where it is a secret."""

    variable: str
    description: str
    default: str
    value: str
    is_set: bool


def list_settings(settings: Settings) -> list[Setting]:
    return [
        Setting(
            variable_of(name),
            field.description or "",
            _say(field.default),
            MASK if is_secret(field) and getattr(settings, name) else _say(getattr(settings, name)),
            name in settings.model_fields_set,
        )
        for name, field in Settings.model_fields.items()
    ]


def variable_of(name: str) -> str:
    """The environment variable of a field; a variable's own name is given back."""
    field = Settings.model_fields.get(name)
    if field is None:
        return name
    return str(field.validation_alias or f"{Settings.model_config['env_prefix']}{name.upper()}")


def is_secret(field: FieldInfo) -> bool:
    return not field.repr or "SecretStr" in str(field.annotation)


def render_markdown() -> str:
    """The page `docs/settings.md`."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{_say(field.default)}`"
        rows.append(f"| `{variable_of(name)}` | {default} | {field.description} |\n")
    return HEADING + "".join(rows)


def _say(value: Any) -> str:
    return MASK if isinstance(value, SecretStr) else "" if value is None else str(value)
