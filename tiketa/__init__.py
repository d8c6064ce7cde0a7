"""What the cinema knows: no screen and no web server in here."""
