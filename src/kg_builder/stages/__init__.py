"""One verb per file; none imports another."""
