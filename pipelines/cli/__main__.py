"""`python -m pipelines.cli`: the `sohoa` command."""

from pipelines.cli.command import main

if __name__ == "__main__":
    raise SystemExit(main())
