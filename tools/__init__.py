"""Tools of those who draw and measure; nothing here runs in a cinema."""
