"""Records → what a template can print."""
