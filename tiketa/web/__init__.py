"""HTTP without pages: health."""
