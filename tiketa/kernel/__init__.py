"""What every package uses: the clock, errors, events, signing, rate limits."""
