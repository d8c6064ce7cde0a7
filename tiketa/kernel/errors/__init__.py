"""Every way in which the box office says no, one file per subject; `refusals` has the root classes."""
