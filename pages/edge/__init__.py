"""What every page shares: request context, security, live feeds, downloads, crawlers."""
