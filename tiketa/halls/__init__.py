"""Halls and seats as frozen values: layouts, seat maps, the best block. No database."""
