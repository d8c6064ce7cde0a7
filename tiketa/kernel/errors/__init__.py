"""Every exception of the box office, one file per subject; `refusals` has the root classes."""
