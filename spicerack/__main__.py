"""`python -m spicerack`: the same as the `spicerack` command."""

from spicerack.main import run

if __name__ == "__main__":
    run()
