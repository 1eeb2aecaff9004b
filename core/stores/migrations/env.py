"""How Alembic runs the migrations: within the transaction of the connection that `core.stores.sqlupgrade` passes in."""

from __future__ import annotations

from alembic import context

from core.stores.sqltables import SCHEMA, tables

connection = context.config.attributes["connection"]
postgresql = connection.dialect.name == "postgresql"
context.configure(
    connection=connection,
    target_metadata=tables,
    version_table_schema=SCHEMA if postgresql else None,
    transactional_ddl=True,  # SQLite too: the caller has begun the transaction
)
context.run_migrations()
