"""What seats cost: the price table, where it is stored, and quotes."""
