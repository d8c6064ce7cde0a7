"""The outbox: emails written in the transaction they tell of."""
