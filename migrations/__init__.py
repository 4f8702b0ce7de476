"""The database, by Alembic in raw SQL. Who only serves does not load what migrates."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config


def configure(url: str) -> "Config":
    """An Alembic configuration for the database at `url`, a postgresql:// address of its owner."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to `revision`; a database that is there already is left alone.

    Raises ConnectionError where it does not answer.
    """
    from alembic import command
    from sqlalchemy.exc import OperationalError

    try:
        command.upgrade(configure(url), revision)
    except OperationalError as error:
        raise ConnectionError(str(error.orig).partition("\n")[0]) from error


def revert(url: str, revision: str) -> None:
    """Take the database at `url` back to `revision`; "base" is an empty database."""
    from alembic import command

    command.downgrade(configure(url), revision)
