"""What can be seen: elements that are told what to show and say what was clicked."""
