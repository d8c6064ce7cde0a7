"""The box office itself: everything but screens and the web server."""
