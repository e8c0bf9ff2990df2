"""`python -m leavebehind` is the command line."""

from leavebehind.cli import main

if __name__ == "__main__":
    main()
