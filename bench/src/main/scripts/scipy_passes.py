"""Full passes with scipy's compressed rows, the loop alone: prints JSON for `hypergrad bench tables`.

    python3 scipy_passes.py [DATA...]
"""

import json
import sys
import time

import numpy
import scipy
from scipy.special import expit

import data_files


def gradient(rows, transposed, signs, z, v):
    residuals = -signs * expit(-signs * (rows @ z))
    return transposed @ residuals


def hessian_vector(rows, transposed, signs, z, v):
    probabilities = expit(rows @ z)
    return transposed @ (probabilities * (1 - probabilities) * (rows @ v))


def microseconds(work, *arguments):
    """The median over rounds of about a fifth of a second."""
    work(*arguments)
    start = time.perf_counter()
    work(*arguments)
    runs = max(1, int(0.2 / (time.perf_counter() - start)))
    times = []
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(runs):
            work(*arguments)
        times.append((time.perf_counter() - start) / runs)
    return 1e6 * sorted(times)[len(times) // 2]


def main():
    results = []
    for name in sys.argv[1:] or data_files.FILES:
        rows, signs = data_files.load(name)
        transposed = rows.T  # compressed columns on the same arrays
        generator = numpy.random.default_rng(1)
        z = generator.uniform(-0.1, 0.1, rows.shape[1])
        v = generator.uniform(-0.1, 0.1, rows.shape[1])
        for work, function in (("gradient", gradient), ("hessianVector", hessian_vector)):
            results.append(
                {
                    "work": work,
                    "data": name,
                    "by": "scipy " + scipy.__version__,
                    "microseconds": microseconds(function, rows, transposed, signs, z, v),
                }
            )
    json.dump(results, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
