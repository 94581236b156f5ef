"""Brings a database to the tables of this version, with Alembic; what is in it stays."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from stillpath.store.database import REVISION

__all__ = ["config_for", "upgrade"]


def config_for(engine: Engine | None = None) -> Config:
    """Alembic's settings: the migrations of this package, and the database to work on."""
    config = Config()
    config.set_main_option("script_location", "stillpath.store:migrations")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, to: str = REVISION) -> None:
    """Runs every migration that the database has not seen, each in one transaction."""
    command.upgrade(config_for(engine), to)
