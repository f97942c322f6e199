"""The data files of the benchmarks, read as the Java side reads them."""

import lzma
import os
import sys

from sklearn.datasets import load_svmlight_file

FILES = {
    "ijcnn1": ("ijcnn1/ijcnn1.gz", 22),
    "a9a": ("a9a/a9a.gz", 123),
    "imdb": ("imdb/imdb.bow.gz", 44764),
    "20news-bigram": ("20news-bigram/20news.bigram.binary.xz", 1593015),
    "rcv1-small": ("rcv1-small/rcv1.small.gz", 47236),
}


def load(name):
    """Sparse rows and labels of ±1; ends the program where the data is not there."""
    folder = os.environ.get("HYPERGRAD_DATA")
    if not folder:
        sys.exit("the environment variable HYPERGRAD_DATA does not say where the data is")
    file, width = FILES[name]
    path = os.path.join(folder, file)
    if path.endswith(".xz"):
        with lzma.open(path) as unpacked:
            return load_svmlight_file(unpacked, n_features=width)
    return load_svmlight_file(path, n_features=width)
