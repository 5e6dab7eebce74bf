"""What black and white are in pixels of any range: what 0 and 1 of our images stand for."""

import numpy as np

from nn.errors import DownhillError

WHITES = (1, 16, 255, 65535)  # of floats, scikit-learn's digits, bytes, and 16 bits
AT_ONCE = 2**22  # values that are scaled at once


def extent(source: object, what: str, parts: list[np.ndarray]) -> tuple[float, float]:
    """The least and the greatest of all values. Raises DownhillError if one is not finite, or all
    are the same."""
    if any(part.dtype.kind not in "buif" for part in parts):
        raise DownhillError(f"{source}: its {what} are words: save numbers.")
    low = min(float(part.min()) for part in parts)
    high = max(float(part.max()) for part in parts)
    if not np.isfinite([low, high]).all():  # min and max pass NaN on
        count = sum(int((~np.isfinite(part)).sum()) for part in parts)
        raise DownhillError(
            f"{source}: {count:,} of its {what} are NaN or infinite: leave those examples out, or "
            "fill them."
        )
    if low == high:
        raise DownhillError(
            f"{source}: all its {what} are {low:g}: save pictures that show something."
        )
    return low, high


def black_and_white(
    source: object, low: float, high: float, dtype: np.dtype, white: float | None = None
) -> tuple[float, float, str]:
    """(the value of black, the value of white, a note where it is not the usual) of pixels from
    `low` to `high`; `white` is that of white if it is told.

    Greys from 0 have the least of WHITES as their white, unless no pixel reaches half of it: then
    the brightest pixel is white. Pixels around 0 are taken from −1 to 1 if they lie in it and reach
    half of it both ways, else from the least to the greatest.
    """
    if white is not None:
        if not 0 <= low <= high <= white:
            raise DownhillError(
                f"{source}: its pixels run from {low:g} to {high:g}: save finite greys from 0 to "
                f"its `greys`, {white:g}."
            )
        return 0.0, white, ""
    if low >= 0:
        likely = next((w for w in WHITES if w >= high), np.inf)
        white = float(likely if high >= likely / 2 else high)
        usual = white == (1 if dtype.kind in "bf" else 255) or (white == 255 and dtype.kind == "f")
        return 0.0, white, "" if usual else f"greys run from 0 to {white:g}"
    if low >= -1 and high <= 1 and low <= -0.5 and high >= 0.5:
        return -1.0, 1.0, "greys run from −1 to 1"
    return (
        low,
        high,
        f"standardised values from {low:.4g} to {high:.4g} go from black to white",
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
