"""What runs beside the sales: jobs, mail delivery, the consistency check."""
