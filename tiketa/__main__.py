"""`python -m tiketa`."""

from tiketa.cli import run

if __name__ == "__main__":
    run()
