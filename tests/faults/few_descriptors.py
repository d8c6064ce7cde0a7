"""`python main.py` with at most 256 open files, as where an operator has not raised the limit."""

import resource
import runpy
from pathlib import Path

resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
runpy.run_path(str(Path(__file__).parents[2] / "main.py"), run_name="__main__")
