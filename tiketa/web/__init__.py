"""The other ways in over HTTP: health."""
