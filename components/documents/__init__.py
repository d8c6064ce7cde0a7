"""Documents besides pages: emails, PDFs, calendar entries, QR codes."""
