"""The migrations make the tables that the code knows."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from stillpath.store import Store
from stillpath.store.schema import Base


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    """On both databases, column by column."""
    with store.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
