import numpy as np
from data_files import the_sentence
from foreign import TOLERANCE, folded, off, softmax

from nn.importing.tensors import How

GENERATOR = np.random.default_rng(0)
W1, b1, W2, b2 = (GENERATOR.standard_normal(n) for n in ((6, 4), 6, (3, 6), 3))
X = GENERATOR.random((9, 4))
EXPECTED = softmax(np.tanh(X @ W1.T + b1) @ W2.T + b2)
TOLD = {"activation": "tanh", "cost": "cross_entropy"}


def test_arrays_of_any_names_and_both_orientations_are_the_same_function(tmp_path):
    path = tmp_path / "m.npz"
    for arrays in (
        {"W1": W1, "b1": b1, "W2": W2, "b2": b2},
        {"W1": W1.T, "W2": W2.T, "b1": b1, "b2": b2},
        {"coefs_0": W1.T, "coefs_1": W2.T, "intercepts_0": b1, "intercepts_1": b2},
        {f"arr_{i}": array for i, array in enumerate((W1.T, b1, W2.T, b2))},
        {"hidden.kernel": W1.T, "hidden.bias": b1[None], "out.kernel": W2.T, "out.bias": b2},
    ):
        np.savez(path, **arrays)
        assert off(path, X, EXPECTED, **TOLD) < TOLERANCE
    np.savez(path, W1, b1, W2, b2)
    assert off(path, X, EXPECTED, **TOLD) < TOLERANCE


def test_square_weights_can_be_turned(tmp_path):
    V1, V2 = GENERATOR.standard_normal((2, 4, 4))
    np.savez(tmp_path / "m.npz", V1, V2)
    for transposed in (False, True):
        first, second = (V1, V2) if transposed else (V1.T, V2.T)
        expected = softmax(np.tanh(X @ first) @ second)
        how = How(transposed=transposed)
        assert off(tmp_path / "m.npz", X, expected, how=how, **TOLD) < TOLERANCE


def test_the_numbers_in_names_are_the_order_of_layers_that_all_fit(tmp_path):
    V1, V2 = GENERATOR.standard_normal((2, 4, 4))
    np.savez(tmp_path / "m.npz", W10=V2, W9=V1)
    expected = softmax(np.tanh(X @ V1.T) @ V2.T)
    assert off(tmp_path / "m.npz", X, expected, **TOLD) < TOLERANCE


def test_an_npz_without_weights_is_refused(tmp_path):
    np.savez(tmp_path / "m.npz", images=np.zeros((9, 4, 4)))
    the_sentence(
        lambda: folded(tmp_path / "m.npz", **TOLD), "no weights of a dense layer", "images"
    )
