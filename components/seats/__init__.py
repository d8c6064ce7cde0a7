"""The seat map and the panel beside it."""
