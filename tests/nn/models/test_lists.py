import subprocess
import sys

import numpy as np
import pytest

from nn.errors import DownhillError
from nn.models import adapter
from nn.models.check import check_alike, network_of
from nn.places import ROOT

GENERATOR = np.random.default_rng(2)
X = GENERATOR.random((20, 4)).astype(np.float32)
SIZES = (4, 6, 5, 3)


def layers():
    sizes = zip(SIZES, SIZES[1:], strict=False)
    return [(GENERATOR.normal(size=size), GENERATOR.normal(size=size[1])) for size in sizes]


def logits(pairs, X):
    for W, b in pairs[:-1]:
        X = np.tanh(X @ W + b)
    return X @ pairs[-1][0] + pairs[-1][1]


def as_dict(pairs):
    return {
        "params": {f"Dense_{i + 8}": {"bias": b, "kernel": W} for i, (W, b) in enumerate(pairs)}
    }


@pytest.mark.parametrize("form", [lambda p: p, as_dict, lambda p: [W.T for W, b in p]])
def test_lists_and_dicts_of_either_orientation_are_understood(form):
    pairs = layers()
    if isinstance(form(pairs), list) and form(pairs) is not pairs:
        pairs = [(W, 0 * b) for W, b in pairs]
        given = [(W,) for W in form(pairs)]
    else:
        given = form(pairs)
    read = adapter(lambda: given, activations="tanh")
    folded = read.chain(read.snapshot(), X).folded()
    assert folded.activations == ["tanh", "tanh", "softmax"]
    check_alike(folded, X, logits(pairs, X), "it")


def test_dicts_whose_keys_are_sorted_as_text_are_put_in_order():
    named = as_dict(layers())
    named["params"] = {key: named["params"][key] for key in sorted(named["params"])}
    assert list(named["params"]) == ["Dense_10", "Dense_8", "Dense_9"]
    read = adapter(lambda: named, activations=["relu", "tanh", "sigmoid"])
    folded = read.chain(read.snapshot(), X).folded(cost="mse")
    assert (folded.sizes, folded.cost) == (list(SIZES), "quadratic")


def test_predict_is_asked_for_what_it_gives():
    pairs = layers()
    read = adapter(lambda: pairs, activations=["relu", "relu"], predict=logits)
    snapshot = read.snapshot()
    with pytest.raises(DownhillError, match="differ by up to"):  # it is tanh, not relu
        folded = read.chain(snapshot, X).folded()
        check_alike(folded, X, read.outputs(snapshot, X), "it")


def test_weights_that_two_layers_share_are_refused():
    (first, b), second, last = layers()
    square = GENERATOR.normal(size=(len(second[0]),) * 2)
    given = [(first, b), (square, second[0][:, 0]), (square, 0 * second[0][:, 0]), second, last]
    read = adapter(lambda: given, activations="tanh")
    with pytest.raises(DownhillError, match="layer 3: .* has the same weights as layer 2: "):
        read.chain(read.snapshot(), X).check()


def test_a_square_network_does_not_say_which_way_it_is():
    square = [(np.eye(4), np.zeros(4))]
    read = adapter(lambda: square, activations=[])
    with pytest.raises(DownhillError, match="outputs_first=False"):
        read.chain(read.snapshot(), X)
    W = GENERATOR.normal(size=(4, 4))
    read = adapter([(W, np.zeros(4))], activations=[], outputs_first=True)
    z = network_of(read.chain(read.snapshot(), X).folded()).forward(X).z[-1]
    np.testing.assert_allclose(z, X @ W.T, atol=1e-5)


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        (layers(), {}, "give activations"),
        (layers(), {"activations": ["relu"]}, "names 1 functions, but there are 3 layers"),
        (layers()[1:], {"activations": "relu"}, "no chain from 4 inputs"),
        ([np.zeros(3), 4], {"activations": "relu"}, "is among the weights"),
        (3, {}, "no model that we know"),
    ],
)
def test_what_is_no_list_of_layers_is_refused(given, options, words):
    with pytest.raises(DownhillError, match=words):
        read = adapter(given, **options)
        read.chain(read.snapshot(), X)


def test_importing_everything_imports_no_framework():
    words = (
        "import sys, pkgutil, importlib, nn, downhill\n"
        "for package in (nn, downhill):\n"
        "    for one in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        if '__main__' not in one.name: importlib.import_module(one.name)\n"
        "names = 'torch keras sklearn jax onnx onnxruntime safetensors h5py skops tensorflow'\n"
        "print(sorted(set(names.split()) & set(sys.modules)))"
    )
    said = subprocess.check_output([sys.executable, "-c", words], cwd=ROOT, text=True)
    assert said == "[]\n"
