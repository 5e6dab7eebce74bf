"""Which examples and pixels a clip shows: a rule chooses each of them from the run."""

from collections.abc import Iterable

import numpy as np

from nn.datasets import one_hot
from nn.datasets.dataset import Feature
from nn.runs.run import Run

PREFERRED_CLASS = 3  # the digit shown throughout the film, if the run has such a class
EXAMPLES_WEIGHED = 1_000  # examples that tell how much a neuron matters
MOST_BARS = 40  # inputs without a place in a picture that are drawn as bars
BAR, BARS_APART = 12, 3  # pixels: the length of a bar on a sheet of examples; from one to the next
APART = 2.5  # the least distance in pixels between two pixels that are chosen


def an_example(run: Run) -> tuple[np.ndarray, int]:
    """(image (rows, columns), label): the first example in run.examples(), none of them trained on,
    that is of the preferred class and that the trained network classifies correctly."""
    images, labels = run.examples()
    right = run.network().predict(images) == labels
    wanted = labels == min(PREFERRED_CLASS, run.sizes[-1] - 1)
    candidates = [right & wanted, right, wanted, np.ones_like(right)]
    first = next(np.flatnonzero(mask)[0] for mask in candidates if mask.any())
    return images[first].reshape(picture_shape(run)), labels[first]


def an_example_of_each(run: Run, classes: Iterable[int] | None = None) -> list[int]:
    """Indices into run.examples() of the first example of each class, or of each of some classes,
    that occurs there."""
    _, labels = run.examples()
    classes = range(run.sizes[-1]) if classes is None else classes
    return [int(np.flatnonzero(labels == j)[0]) for j in classes if j in labels]


def the_costliest(run: Run) -> int:
    """The index into run.examples() of the example with the highest cost after training."""
    images, labels = run.examples()
    costs = run.network().costs(images, one_hot(labels, run.sizes[-1]))
    return int(costs.argmax())


def a_confident_mistake(run: Run) -> tuple[int, int]:
    """(i, j): the misclassified example i of run.examples() with the largest output j.

    Outputs are compared by their weighted sums. If no example is misclassified, (i, j) is the
    largest output of all that should be 0.
    """
    images, labels = run.examples()
    z = run.network().forward(images).z[-1].astype(float)
    wrong = z.argmax(axis=1) != labels
    z[np.arange(len(z)), labels] = -np.inf
    if wrong.any():
        z[~wrong] = -np.inf
    return _place(z.argmax(), z.shape)


def picture_shape(run: Run) -> tuple[int, int]:
    """(rows, columns) in which a run's inputs are drawn: the shape of its images; (n, 1), as bars,
    if they are no images; of very many the most nearly square shape."""
    if run.image_shape:
        return run.image_shape
    n = run.sizes[0]
    if n <= MOST_BARS:
        return n, 1
    rows = next(rows for rows in range(int(n**0.5), 0, -1) if n % rows == 0)
    return rows, n // rows


def features_of(run: Run) -> tuple[Feature, ...] | None:
    """The features that are a run's inputs, numbered if they have no names; None if the inputs are
    images, or so many that they are drawn as one."""
    if run.features is None and picture_shape(run)[1] == 1 and not run.image_shape:
        return tuple(Feature(f"input {k + 1}", 0.0, 1.0) for k in range(run.sizes[0]))
    return run.features


def pictures(pixels: np.ndarray, run: Run) -> np.ndarray:
    """What `nn.datasets.compact` made of images (n, pixels) as pictures (n, rows, columns), 0…1;
    those of features are of bars."""
    rows, columns = picture_shape(run)
    values = as_fractions(pixels).reshape(-1, rows, columns)
    if columns > 1:
        return values
    lit = np.clip(values * BAR - np.arange(BAR), 0, 1)  # (n, rows, BAR): a bar in each row
    lines = np.arange(rows * BARS_APART)
    return lit[:, lines // BARS_APART] * (lines % BARS_APART > 0)[:, None]


def as_fractions(pixels: np.ndarray) -> np.ndarray:
    """What `nn.datasets.compact` made of images, 0…1 again."""
    return pixels / (255 if pixels.dtype == np.uint8 else 1)


def informative_pixels(image: np.ndarray, W: np.ndarray, count: int) -> np.ndarray:
    """Indices (count,) of the pixels with the most effect on the next layer, in reading order.

    image (rows, columns), W (neurons, pixels). A pixel's influence is its grey value times the sum
    of the magnitudes of its weights. A pixel too close to a more influential one is skipped.
    """
    say = image.ravel() * abs(W).sum(axis=0)
    places = np.stack(np.unravel_index(np.arange(image.size), image.shape), axis=1)
    chosen: list[int] = []
    for apart in (APART, 1.5, 0):
        for k in np.argsort(-say, kind="stable"):
            if len(chosen) == min(count, image.size):
                return np.sort(chosen)
            distances = np.linalg.norm(places[chosen] - places[k], axis=1) if chosen else [np.inf]
            if k not in chosen and min(distances) > apart and (say[k] > 0 or apart == 0):
                chosen.append(k)
    return np.sort(chosen)


def telling_windows(image: np.ndarray, span: int) -> list[tuple[int, int]]:
    """Upper left corners (row, column) of two windows of `span` × `span` pixels: the one whose
    greys vary most (by standard deviation), and of those well away from it, the one that does."""
    span = min(span, *image.shape)
    windows = np.lib.stride_tricks.sliding_window_view(image, (span, span))
    spread = windows.std(axis=(2, 3))
    first = _place(spread.argmax(), spread.shape)
    away = np.hypot(*(np.indices(spread.shape) - np.reshape(first, (2, 1, 1)))) > 1.4 * span
    return [first, _place(np.where(away, spread, -1).argmax(), spread.shape)]


def telling_stretch(image: np.ndarray, length: int) -> tuple[int, int]:
    """(row, column) where the `length` pixels of one row begin whose greys vary most."""
    windows = np.lib.stride_tricks.sliding_window_view(image, min(length, image.shape[1]), axis=1)
    spread = windows.std(axis=2)
    return _place(spread.argmax(), spread.shape)


def pace_of(path: np.ndarray) -> np.ndarray:
    """The fractions of the time (S,), 0…1, at which the points of a path (S, …) are passed.

    Each is the mean of two: one that is even over the points, and one that is even over the path's
    length, so that long steps take longer. A path of length 0 has only the first.
    """
    points = path.reshape(len(path), -1)
    points = points / scale_for_squares(points)
    strides = np.linalg.norm(np.diff(points, axis=0), axis=1)
    way, even = np.concatenate([[0], np.cumsum(strides)]), np.linspace(0, 1, len(path))
    return (even + way / way[-1]) / 2 if way[-1] else even


def scale_for_squares(values: np.ndarray) -> np.ndarray:
    """The power of two below the largest of values (…), in their type: divided by it, which is
    exact, they can be squared where the squares would be too large or too small for a float32."""
    largest = np.abs(values).max(initial=0)
    return np.ldexp(np.ones_like(largest), int(np.frexp(largest)[1]) - 1)


def _place(index: int | np.integer, shape: tuple[int, ...]) -> tuple[int, int]:
    """(row, column) of an index into a flattened array of a shape (rows, columns)."""
    row, column = np.unravel_index(index, shape)
    return int(row), int(column)
