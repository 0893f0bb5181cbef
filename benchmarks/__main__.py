"""Run every benchmark, each in a process of its own, and print its table: ``make bench [ONLY="editing topology"]``."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run `bench_*.py` in this folder (those whose name holds one of the given words); return how many failed."""
    wanted = sys.argv[1:] or [""]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; read the ratios, not the seconds")
    failed = 0
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not any(word in path.stem for word in wanted):
            continue
        print(f"\n== {path.stem.removeprefix('bench_')}", flush=True)
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{path.stem}"], env=environment).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
