"""Runs decks with spicelib as its documentation shows, two simulators at a time, and prints times and
column currents as JSON. Called by the benchmark; exit status 3: spicelib is not installed."""

import importlib.metadata
import json
import logging
import pathlib
import sys
import tempfile
import time

try:
    from spicelib import RawRead, SimRunner
    from spicelib.simulators.ngspice_simulator import NGspiceSimulator
except ImportError:
    sys.exit(3)

logging.disable(logging.CRITICAL)
decks = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    begun = time.monotonic()
    runner = SimRunner(simulator=NGspiceSimulator, parallel_sims=2, output_folder=folder)
    tasks = [runner.run(pathlib.Path(deck), run_filename=f"run{n}.net") for n, deck in enumerate(decks)]
    runner.wait_completion(timeout=600)
    currents = []
    for task in tasks:
        raw = RawRead(task.raw_file, dialect="ngspice")
        names = sorted(
            (int("".join(c for c in name if c.isdigit())), name)
            for name in raw.get_trace_names() if "vsense" in name.lower())
        currents.append([float(raw.get_trace(name).get_wave(0)[0]) for _, name in names])
    seconds = time.monotonic() - begun
print(json.dumps({"version": importlib.metadata.version("spicelib"), "seconds": seconds,
                  "currents": currents}))
