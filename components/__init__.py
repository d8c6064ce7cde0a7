"""What is seen: elements get frozen values to show, and report what was clicked; they never fetch."""
