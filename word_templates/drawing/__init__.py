"""Draws the shipped templates."""
