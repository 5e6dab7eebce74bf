"""What black and white are in pixels of any range: what 0 and 1 of our images stand for."""

import numpy as np

from nn.errors import DownhillError

WHITES = (1, 16, 255, 65535)  # of floats, scikit-learn's digits, bytes, and 16 bits
LARGEST, SMALLEST = 1e30, 1e-30  # float32 goes from 1e-38 to 3e38, and costs are of squares
LEAST_SPAN = 1e-6  # of pixels, as a share of the largest: float32 tells 1e-7 apart
TIMES, FEW = 4, 10  # one part's range may be so many times another's, or have fewer pictures
AT_ONCE = 2**22  # values that are scaled at once


def extent(source: object, what: str, parts: list[np.ndarray]) -> tuple[float, float]:
    """The least and the greatest of all values. Raises DownhillError if one is not finite, or too
    large for float32."""
    low = min(float(part.min()) for part in parts)
    high = max(float(part.max()) for part in parts)
    if not np.isfinite([low, high]).all():  # min and max pass NaN on
        count = sum(int((~np.isfinite(part)).sum()) for part in parts)
        raise DownhillError(
            f"{source}: {count:,} of its {what} are missing or infinite (NaN, inf): leave those "
            "examples out, or fill them, as with their mean."
        )
    if max(abs(low), abs(high)) > LARGEST:
        raise DownhillError(
            f"{source}: its {what} run from {low:g} to {high:g}: divide them by a number that "
            f"brings them below {LARGEST:g}."
        )
    return low + 0.0, high + 0.0  # not −0


def black_and_white(
    source: object, parts: list[np.ndarray], white: float | None = None
) -> tuple[float, float, str]:
    """(the value of black, the value of white, a note where it is not the usual) of pixels;
    `white` is that of white if it is told.

    Greys from 0 have the least of WHITES as their white, unless no pixel reaches half of it: then
    the brightest pixel is white. Pixels around 0 are taken from −1 to 1 if they lie in it and reach
    half of it both ways. All others are taken from the least to the greatest.
    """
    low, high = extent(source, "pixels", parts)
    if high - low <= max(abs(low), abs(high), SMALLEST) * LEAST_SPAN:
        all_are = f"are {low:g}" if low == high else f"lie between {low:.9g} and {high:.9g}"
        raise DownhillError(
            f"{source}: all its pixels {all_are}: save pictures that show something."
        )
    if white is not None:
        if not 0 <= low <= high <= white:
            raise DownhillError(
                f"{source}: its pixels run from {low:g} to {high:g}: save finite greys from 0 to "
                f"its `greys`, {white:g}."
            )
        return 0.0, white, ""
    kind = parts[0].dtype.kind
    likely = float(next((w for w in WHITES if w >= high), np.inf))
    if low >= 0 and high >= likely / 2:
        usual = likely in {"b": (1,), "f": (1, 255)}.get(kind, (255,))
        return 0.0, likely, "" if usual else f"greys run from 0 to {likely:g}"
    if 0 <= low <= high / 2:
        return 0.0, high, f"greys run from 0 to {high:g}"
    if -1 <= low <= -0.5 and 0.5 <= high <= 1:
        return -1.0, 1.0, "greys run from −1 to 1"
    return low, high, f"values from {low:.4g} to {high:.4g} go from black to white"


def check_alike(source: object, parts: dict[str, np.ndarray]) -> None:
    """Refuse pictures of which one part is in another range, as 0…255 is beside 0…1. Bytes may all
    be dark."""
    if len({part.dtype for part in parts.values()}) == 1 and parts["training"].dtype.kind in "bui":
        return
    ends = {name: (float(part.min()), float(part.max())) for name, part in parts.items()}
    low, high = ends["training"]
    for name, (least, greatest) in ends.items():
        if len(parts[name]) < FEW or high - low <= TIMES * (greatest - least) <= TIMES**2 * (
            high - low
        ):
            continue
        raise DownhillError(
            f"{source}: its training pixels run from {low:g} to {high:g} and its {name} pixels "
            f"from {least:g} to {greatest:g}: save them in one range."
        )


def scaled(values: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """Values (n, …) from low to high as float32 in 0…1; `low` and `high` are one number, or one for
    each column. A column that never changes is 0."""
    if np.ndim(low) == 0 and low == 0:
        return np.divide(values, np.float32(high), dtype=np.float32)
    span = np.subtract(high, low, dtype=np.float64)
    span = np.where(span == 0, 1, span)
    result = np.empty(values.shape, np.float32)
    step = max(1, AT_ONCE // max(1, values[0].size if len(values) else 1))
    for start in range(0, len(values), step):
        rows = slice(start, start + step)
        result[rows] = (values[rows].astype(np.float64) - low) / span
    return np.clip(result, 0, 1, out=result)
