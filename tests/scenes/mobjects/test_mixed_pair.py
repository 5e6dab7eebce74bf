import numpy as np
import pytest

from scenes.mobjects.mixed_pair import MixedPair

W = np.random.default_rng(0).standard_normal((2, 12))


@pytest.mark.parametrize(
    ("angle", "rows"),
    [
        (0, (W[0], W[1])),
        (np.pi / 2, (-W[1], W[0])),
        (np.pi / 4, ((W[0] - W[1]) / 2**0.5, (W[0] + W[1]) / 2**0.5)),
    ],
)
def test_weights_are_mixed_by_a_turn_of_their_plane(canvas, angle, rows):
    pair = MixedPair(W, (3, 4), 1).mix(1.0).mix(angle)
    for picture, row in zip(pair, rows, strict=True):
        np.testing.assert_allclose(picture.values, row.reshape(3, 4), atol=1e-12)
