"""Build the hub: `python build.py`, or `python build.py --help` for everything else it can do."""

from gazette.cli import main

if __name__ == "__main__":  # workers that are spawned import this file again
    main()
