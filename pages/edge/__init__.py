"""What is around every page: request context, security, live feeds, downloads, crawlers."""
