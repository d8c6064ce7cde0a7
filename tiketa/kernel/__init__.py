"""What every room uses: the clock, errors, events, signing, rate limits."""
