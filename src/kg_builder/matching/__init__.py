"""The rule engine; it knows no particular rule."""
