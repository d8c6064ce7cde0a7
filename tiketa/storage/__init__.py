"""The two databases behind one way of working: transactions, statements, tables, migrations."""
