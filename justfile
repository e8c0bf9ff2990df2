# The daily work; `just` alone lists it.

python := ".venv/bin/python"

default:
    @just --list

# Make the environment, with all that the tests need.
setup:
    python3 -m venv .venv
    {{ python }} -m pip install -e ".[test]"

# Run the tests, or those that ARGS name.
test *args:
    {{ python }} -m pytest {{ args }}

# Find what is not as the house likes it.
lint:
    {{ python }} -m ruff check .
    {{ python }} -m ruff format --check .

# Mend what a program can mend.
format:
    {{ python }} -m ruff check --fix .
    {{ python }} -m ruff format .

# Check the types.
types:
    {{ python }} -m mypy

# Draw the shipped templates again. What was changed in them in Word is lost: look at git diff.
templates:
    {{ python }} word_templates/draw.py

# Draw the sample's workbook and attachments again.
samples:
    {{ python }} samples/make_samples.py
    {{ python }} samples/make_starter.py

# Draw the gallery's pictures again, from the sample's packages.
gallery:
    {{ python }} samples/make_gallery.py

# Make the sample's packages.
packages:
    {{ python }} samples/make_packages.py

# Build the pages of docs/ into build/docs.
docs:
    {{ python }} -m pip install -q -e ".[docs]"
    {{ python }} -m sphinx -q -W --keep-going -n docs build/docs

# All that has to hold before a change goes in.
all: lint types test
