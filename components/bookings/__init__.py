"""Tickets, the list of bookings, changes, and signing in."""
