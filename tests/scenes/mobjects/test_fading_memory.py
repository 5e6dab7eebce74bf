import numpy as np

from scenes.mobjects.fading_memory import FadingMemory
from scenes.stage import style


def test_without_momentum_the_last_gradient_alone_counts():
    memory = FadingMemory(5, 0, style.WHITE)
    np.testing.assert_array_equal(memory.bars.counts, [1, 0, 0, 0, 0])


def test_with_momentum_each_counts_less_than_the_one_after_it_by_the_same_factor():
    memory = FadingMemory(5, 0, style.WHITE).set_momentum(0.9, style.FOCUS)
    counts = memory.bars.counts
    np.testing.assert_allclose(counts[1:] / counts[:-1], 0.9)
    np.testing.assert_array_equal(memory.bars.colours[0], style.rgb(style.FOCUS))


def test_bars_stand_over_their_age_wherever_they_were_moved():
    memory = FadingMemory(5, 0.5, style.WHITE).shift([1, -2, 0])
    low, high = memory.plot.c2p(-0.5, 0), memory.plot.c2p(4.5, 0)
    np.testing.assert_allclose(memory.bars.place([[0, 0], [1, 0]]), [low, high], atol=1e-6)
