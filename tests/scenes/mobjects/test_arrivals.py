import numpy as np
import pytest

from scenes.mobjects.arrivals import Arrivals
from scenes.stage import style

X = [0.0, 0.5, 0.9]
MEASURED = np.array([[90.0, 40, 101], [100, 50, 101]])
EXPECTED = np.array([95.0, 44, 101])


@pytest.fixture
def arrivals():
    arrived = np.array([True, True, False])
    titles = "momentum", "steps"
    return Arrivals(X, MEASURED, EXPECTED, arrived, 100, titles, style.KINDS[1])


def test_what_arrives_is_a_point_of_both_curves(arrivals):
    plot = arrivals.plot
    np.testing.assert_allclose(arrivals.measured.shares[2], [0.95, 0.45], atol=1e-6)
    dashes = arrivals.expected.submobjects
    np.testing.assert_allclose(dashes[0].get_start(), plot.c2p(0, 95), atol=1e-6)
    np.testing.assert_allclose(dashes[-1].get_end(), plot.c2p(0.5, 44), atol=0.02)


def test_what_does_not_arrive_is_an_arrow_that_says_so(arrivals):
    ((pointer, words),) = arrivals.beyond
    np.testing.assert_allclose(pointer.get_end(), arrivals.plot.c2p(0.9, 100), atol=1e-6)
    assert words.typst_code == "0.9: over 100"


def test_the_key_names_both_curves_beside_pieces_of_them(arrivals):
    (solid, measured), (dashed, expected) = arrivals.key_of("measured", "on parabolas")
    assert (measured.typst_code, expected.typst_code) == ("measured", "on parabolas")
    assert solid.get_color().to_hex().lower() == style.KINDS[1]
    assert len(dashed.submobjects) > 1
