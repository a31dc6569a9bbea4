"""Time, memory and quality on fixed sets, and the fit of confidences."""
