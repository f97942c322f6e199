"""An epoch of scikit-learn's SAG and SAGA, one row a step: prints JSON for `hypergrad bench tables`.

Only the loop counts: the time of a fit with few epochs is subtracted from that of one with more.

    python3 sklearn_epochs.py [DATA...]
"""

import json
import sys
import time
import warnings

import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

import data_files

FEW = 1
MORE = 6


def seconds(solver, rows, signs, epochs):
    """The least of three fits: what is subtracted must not be noise."""
    best = float("inf")
    for _ in range(3):
        model = LogisticRegression(
            solver=solver, max_iter=epochs, tol=1e-30, fit_intercept=False, random_state=1
        )
        start = time.perf_counter()
        model.fit(rows, signs)
        best = min(best, time.perf_counter() - start)
    return best


def main():
    warnings.simplefilter("ignore", ConvergenceWarning)
    results = []
    for name in sys.argv[1:] or ("ijcnn1", "a9a", "imdb", "rcv1-small"):
        rows, signs = data_files.load(name)
        for solver in ("sag", "saga"):
            more = seconds(solver, rows, signs, MORE)
            few = seconds(solver, rows, signs, FEW)
            results.append(
                {
                    "work": "epoch of single rows",
                    "data": name,
                    "by": f"scikit-learn {sklearn.__version__} {solver}",
                    "microseconds": 1e6 * (more - few) / (MORE - FEW),
                }
            )
    json.dump(results, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
