"""One file for each change of the tables, run in order; see store/migrate.py."""
