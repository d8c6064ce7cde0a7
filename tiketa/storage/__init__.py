"""SQLite and PostgreSQL behind one interface: transactions, statements, tables, migrations."""
