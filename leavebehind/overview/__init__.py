"""The overview page of a packages folder: interviews, packages, and what is left to do."""
