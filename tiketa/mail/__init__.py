"""The outbox: emails written in the transaction that they are about."""
