"""How Alembic reaches the database: over the engine that `migrate` hands it."""

from alembic import context

from stillpath.store import schema
from stillpath.store.columns import Base

__all__: list[str] = []

assert schema.Submission.metadata is Base.metadata, "the tables must be known before they are compared"

_engine = context.config.attributes["engine"]

with _engine.connect() as _connection:
    context.configure(
        connection=_connection,
        target_metadata=Base.metadata,
        render_as_batch=_connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        user_module_prefix="",
    )
    with context.begin_transaction():
        context.run_migrations()
    _connection.commit()
