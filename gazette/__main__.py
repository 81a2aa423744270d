"""`python -m gazette` is the same as `python build.py`."""

from gazette.cli import main

if __name__ == "__main__":
    main()
