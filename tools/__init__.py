"""Tools for development; nothing here runs in production."""
