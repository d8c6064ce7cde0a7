"""Halls and seats as values: layouts, seat maps, the best block. No database."""
