"""Files that are not read, and the way around each: pickles above all, which could run code."""

import pathlib

from nn.errors import DownhillError

PICKLES = (".pkl", ".pickle", ".joblib", ".p")
NIELSEN = (
    "import gzip, numpy, pickle; (a, b), (c, d), (e, f) = "
    "pickle.load(gzip.open({path}), encoding='latin1')",
    "numpy.savez('mnist.npz', x_train=a, y_train=b, x_val=c, y_val=d, x_test=e, y_test=f)",
)
CIFAR = (
    "import numpy, pickle; parts = [pickle.load(open({folder} + f'/data_batch_{{i}}', 'rb'), "
    "encoding='latin1') for i in range(1, 6)]",
    "numpy.savez('cifar.npz', x_train=numpy.concatenate([p['data'] for p in parts]), "
    "y_train=numpy.concatenate([p['labels'] for p in parts]))",
)
ANY = (
    "import numpy, pickle; held = pickle.load(open({path}, 'rb'))",
    "numpy.savez('data.npz', x_train=…, y_train=…)",
)
MATLAB = (
    "import numpy, scipy.io; held = scipy.io.loadmat({path})",
    "numpy.savez('data.npz', **{{k: v for k, v in held.items() if k[0] != '_'}})",
)
STARTS: dict[
    bytes, tuple[str, str | tuple[str, str]]
] = {  # how files begin, what they are, and the way around
    b"MATLAB 5.0": ("a MATLAB file", MATLAB),
    b"\x89HDF": ("an HDF5 file", "read it with h5py and save its arrays by numpy.savez"),
    b"PAR1": ("a Parquet file", "read it with pandas and save its arrays by numpy.savez"),
    b"7z\xbc\xaf": ("a 7z archive", "unpack it and name the folder"),
    b"Rar!": ("a rar archive", "unpack it and name the folder"),
    b"BZh": ("packed by bzip2", "unpack it with bunzip2"),
    b"\xfd7zXZ": ("packed by xz", "unpack it with unxz"),
    b"\x89PNG": ("one picture", "name the folder that has a subfolder of pictures for each class"),
    b"\xff\xd8\xff": ("one picture", "name the folder that has a subfolder for each class"),
}


def check(path: pathlib.Path, start: bytes) -> None:
    """Raise DownhillError, with the way around, if a file that begins so (unpacked, if it is
    gzipped) is none that is read."""
    for begins, (what, mend) in STARTS.items():
        if start.startswith(begins):
            raise DownhillError(f"{path} is {what}, which is not read: {_words(mend, path)}.")
    protocol = start[1:2]
    if start[:1] == b"\x80" and protocol and protocol[0] <= 5:
        raise _a_pickle(path)
    check_name(path)


def check_name(path: pathlib.Path) -> None:
    """Raise DownhillError if a file's name says that it is a pickle."""
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(PICKLES):
        raise _a_pickle(path)


def unknown(path: pathlib.Path) -> DownhillError:
    """That a file is none that is read."""
    return DownhillError(
        f"{path} is none of the files that are read, which are npz, npy, IDX, CSV, zip and tar: "
        "save it as an npz of x_train and y_train."
    )


def _a_pickle(path: pathlib.Path) -> DownhillError:
    lines = ANY
    if path.name.startswith("mnist.pkl"):
        lines = NIELSEN
    elif path.name.startswith(("data_batch_", "test_batch")):
        lines = CIFAR
    return DownhillError(
        f"{path} is a pickle, which could run any code and so is never loaded: if you trust it, "
        f"{_words(lines, path)}."
    )


def _words(mend: str | tuple[str, str], path: pathlib.Path) -> str:
    """A way around: words, or two lines of Python."""
    if isinstance(mend, str):
        return mend
    lines = (line.format(path=repr(str(path)), folder=repr(str(path.parent))) for line in mend)
    return "save it as an npz by two lines of Python, " + " and ".join(
        f"`{line}`" for line in lines
    )
