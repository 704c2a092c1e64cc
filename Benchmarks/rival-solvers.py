"""Solves arrays with other people's solvers and prints times and column currents as JSON. Called by
`CrossbarBenchmarks --rivals`; a rival that is not installed is named in the answer and left out.

The cases come as one JSON file. A rival is timed without Python's start, without building its matrix,
and at the best of its settings tried here: the least of several runs.
"""

import json
import logging
import sys
import time

import numpy as np

try:
    import scipy
    import scipy.sparse as sparse
    from scipy.sparse.linalg import splu
except ImportError:
    scipy = None

logging.disable(logging.CRITICAL)


class Missing(Exception):
    """The rival is not installed."""


def least(runs, work):
    times, result = [], None
    for _ in range(runs):
        begun = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - begun)
    return min(times), result


def nodal_system(case):
    """The symmetric nodal matrix, with the word-line nodes first; all resistances are positive."""
    if scipy is None:
        raise Missing("scipy")
    m, n = case["rows"], case["columns"]
    cells = np.array(case["conductances"]).reshape(m, n)
    word = np.arange(m * n).reshape(m, n)
    bit = word + m * n
    wires = [(word[:, :-1], word[:, 1:], 1 / case["row"]), (bit[:-1], bit[1:], 1 / case["column"])]
    first, second, value = [word.ravel()], [bit.ravel()], [cells.ravel()]
    for one, other, conductance in wires:
        first.append(one.ravel())
        second.append(other.ravel())
        value.append(np.full(one.size, conductance))
    first, second, value = map(np.concatenate, (first, second, value))
    diagonal = np.zeros(2 * m * n)
    np.add.at(diagonal, first, value)
    np.add.at(diagonal, second, value)
    diagonal[word[:, 0]] += 1 / case["driver"]
    diagonal[bit[-1]] += 1 / case["sense"]
    nodes = np.arange(2 * m * n)
    matrix = sparse.csc_matrix(
        (np.concatenate([-value, -value, diagonal]),
         (np.concatenate([first, second, nodes]), np.concatenate([second, first, nodes]))))
    inputs = np.array(case["inputs"])
    drive = np.zeros((2 * m * n, len(inputs)))
    drive[word[:, 0]] = inputs.T / case["driver"]
    unit = np.zeros((2 * m * n, n))
    unit[bit[-1], np.arange(n)] = 1 / case["sense"]
    return matrix, drive, unit, word[:, 0], bit[-1]


def factored(matrix):
    return splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0,
                options={"SymmetricMode": True})


def splu_matrix(case, runs):
    """The equivalent conductance: one factorization, and one solve for every column."""
    matrix, _, unit, drivers, _ = nodal_system(case)
    seconds, solution = least(runs, lambda: factored(matrix).solve(unit))
    gains = solution[drivers] / case["driver"]
    return {"version": f"scipy {scipy.__version__}", "seconds": seconds,
            "currents": (np.array(case["inputs"]) @ gains).tolist()}


def splu_vectors(case, runs):
    matrix, drive, _, _, sinks = nodal_system(case)
    seconds, solution = least(runs, lambda: factored(matrix).solve(drive))
    return {"version": f"scipy {scipy.__version__}", "seconds": seconds,
            "currents": (solution[sinks].T / case["sense"]).tolist()}


def cholmod(case, runs):
    try:
        import importlib.metadata
        from sksparse.cholmod import cholesky
        version = f"scikit-sparse {importlib.metadata.version('scikit-sparse')}"
    except ImportError as missing:
        raise Missing("scikit-sparse") from missing
    matrix, drive, _, _, sinks = nodal_system(case)
    best = None
    for ordering in ("default", "amd", "metis", "nesdis"):
        for mode in ("simplicial", "supernodal"):
            try:
                seconds, solution = least(
                    runs, lambda: cholesky(matrix, mode=mode, ordering_method=ordering)(drive))
            except Exception:  # an ordering that this build of the library lacks
                continue
            if best is None or seconds < best["seconds"]:
                best = {"version": f"{version}, {mode}, {ordering}", "seconds": seconds,
                        "currents": (solution[sinks].T / case["sense"]).tolist()}
    return best


def badcrossbar(case, runs):
    try:
        import importlib.metadata
        import badcrossbar as rival
        version = f"badcrossbar {importlib.metadata.version('badcrossbar')}"
    except ImportError as missing:
        raise Missing("badcrossbar") from missing
    resistances = 1 / np.array(case["conductances"]).reshape(case["rows"], case["columns"])
    voltages = np.array(case["inputs"]).T
    seconds, solution = least(
        runs, lambda: rival.compute(
            voltages, resistances, r_i_word_line=case["row"], r_i_bit_line=case["column"],
            node_voltages=False, all_currents=False))
    return {"version": version, "seconds": seconds,
            "currents": np.array(solution.currents.output).tolist()}


def crosssim(case, runs, threshold):
    try:
        from simulator import CrossSimParameters
        from simulator.backend import ComputeBackend
        from simulator.circuits.array.NonInterleaved_InputSource import (
            NoninterleavedInputSourceArray)
    except ImportError as missing:
        raise Missing("CrossSim") from missing
    cells = np.array(case["conductances"]).reshape(case["rows"], case["columns"]).T
    scale = cells.max()
    parameters = CrossSimParameters()
    ComputeBackend(use_gpu=False)
    array = NoninterleavedInputSourceArray(parameters)
    array.interleaved = False
    array.Rp_row_norm, array.Rp_col_norm = case["row"] * scale, case["column"] * scale
    array.Rp_row_terminal_norm = array.Rp_col_terminal_norm = 0
    array.Verr_th, array.Niters_max, array.hide_convergence_msg = threshold, 1000, True
    inputs = np.array(case["inputs"])
    largest = inputs.max()
    normalized = cells / scale

    def one_by_one():
        array.fast_matmul = False
        return np.array([array.iterative_solve(normalized, vector / largest) for vector in inputs])

    def together():
        array.fast_matmul = True
        return array.iterative_solve(normalized, inputs.T / largest).T

    best = None
    for name, work in (("one by one", one_by_one), ("together", together)):
        try:
            work()  # finds the relaxation, which it keeps
            seconds, result = least(runs, work)
        except ValueError as failure:
            if "converge" not in str(failure):
                raise
            best = best or {"version": "CrossSim", "failure": "does not converge"}
            continue
        if best is None or "failure" in best or seconds < best["seconds"]:
            best = {"version": f"CrossSim {name}, relaxation {array.gamma:.2f}",
                    "seconds": seconds, "currents": (result * scale * largest).tolist()}
    return best


RIVALS = {
    "splu matrix": splu_matrix, "splu": splu_vectors, "CHOLMOD": cholmod,
    "badcrossbar": badcrossbar,
    "CrossSim 2e-4": lambda case, runs: crosssim(case, runs, 2e-4),
    "CrossSim 1e-9": lambda case, runs: crosssim(case, runs, 1e-9),
}


def blas_cores():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return ["unknown (pip install threadpoolctl tells)"]
    return [f"{pool.get('internal_api')} {pool.get('version')} {pool.get('architecture')}, "
            f"{pool.get('num_threads')} thread(s)" for pool in threadpool_info()]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    answers = []
    for case in request["cases"]:
        for rival in case["rivals"]:
            try:
                answer = RIVALS[rival](case, request["runs"])
            except Missing as missing:
                answer = {"version": str(missing), "failure": "not installed"}
            answers.append({"case": case["name"], "rival": rival, **answer})
    json.dump({"answers": answers, "blas": blas_cores()}, sys.stdout)


main()
