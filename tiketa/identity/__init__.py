"""Who is asking: visitors, customers, staff, and links that work once."""
