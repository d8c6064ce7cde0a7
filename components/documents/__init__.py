"""What leaves the screen: emails, PDFs, calendar entries, QR codes."""
