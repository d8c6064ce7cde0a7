"""A customer's confirmed seats: confirming, changing, opening, tickets and check-in."""
