import numpy as np

from nn.analysis.gradients import relative_differences


def test_relative_differences_are_of_the_larger_magnitude():
    a, b = np.array([1.0, -2.0, 3.0, 0.0]), np.array([2.0, -1.0, -3.0, 5.0])
    np.testing.assert_allclose(relative_differences(a, b), [0.5, 0.5, 2.0, 1.0])


def test_two_zeros_do_not_differ():
    assert relative_differences(np.zeros(2), np.zeros(2)).tolist() == [0, 0]
