"""The database, by Alembic in raw SQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def configure(url: str) -> Config:
    """An Alembic configuration for the database at `url`, a postgresql:// address of its owner."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`; a database that is there already is left alone."""
    command.upgrade(configure(url), revision)


def revert(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision`; "base" is an empty database."""
    command.downgrade(configure(url), revision)
