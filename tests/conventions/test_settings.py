"""Every setting is documented, and what is secret stays so."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from api.setting_list import MASK, list_settings, render_markdown
from api.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_of_settings_is_current() -> None:
    # gesprekspunt settings --markdown > docs/settings.md
    assert PAGE.read_text() == render_markdown()


def test_every_setting_says_what_it_means() -> None:
    assert [s.variable for s in list_settings(Settings()) if not s.description] == []


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(
        database_url=SecretStr("postgresql://a:geheim@b/c"),
        migrations_database_url=SecretStr("postgresql://a:geheim@b/c"),
        vault_token=SecretStr("geheim"),
        p_percent=37,
    )
    shown = {s.variable: s.value for s in list_settings(settings)}
    assert shown["DATABASE_URL"] == shown["VAULT_TOKEN"] == MASK
    assert shown["GESPREKSPUNT_P_PERCENT"] == MASK
    assert "geheim" not in repr(settings)
    assert "37" not in repr(settings)
