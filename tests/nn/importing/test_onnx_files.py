"""The oracle is the framework that exported the model."""

import numpy as np
import pytest
from data_files import the_sentence
from foreign import TOLERANCE, folded, off, softmax

from nn.importing import onnx_files
from nn.models.chain import Chain

onnx = pytest.importorskip("onnx")
X = np.random.default_rng(0).random((6, 64)).astype(np.float32)


def graph(path, nodes, arrays, outputs=("out",), kind=1, inputs=64):
    """Save a model of these nodes, from `x` (n, inputs) to its outputs."""
    make = onnx.helper.make_tensor_value_info
    whole = onnx.helper.make_graph(
        nodes,
        "g",
        [make("x", 1, ["n", inputs])],
        [make(name, kind, None) for name in outputs],
        [onnx.numpy_helper.from_array(np.asarray(a), name) for name, a in arrays.items()],
    )
    domains = [("", 17), ("ai.onnx.ml", 3)]
    opsets = [onnx.helper.make_opsetid(*domain) for domain in domains]
    onnx.save_model(onnx.helper.make_model(whole, opset_imports=opsets, ir_version=8), path)
    return path


def node(kind, inputs, output, **attributes):
    return onnx.helper.make_node(kind, inputs, [output], name=output, **attributes)


def weights(*shape, seed=1):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32) / 4


def layered(torch, function):
    """A PyTorch model with all that is folded in, and its input scaled."""
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.c = (
                nn.Linear(64, 16),
                nn.Linear(16, 12, bias=False),
                nn.Linear(12, 5),
            )
            self.norm, self.drop, self.function = nn.BatchNorm1d(16), nn.Dropout(), function

        def forward(self, x):
            x = (x.view(x.size(0), -1) - 0.1307) / 0.3081
            x = self.drop(self.function(self.norm(self.a(x))))
            return self.c(self.function(self.b(x)))

    torch.manual_seed(0)
    model = Net()
    model(torch.rand(50, 1, 8, 8))  # running means and variances
    return model.eval()


@pytest.mark.parametrize("name", ["ReLU", "GELU", "SiLU", "Tanh", "LeakyReLU", "ELU"])
def test_what_pytorch_exports_is_the_same_function(tmp_path, name):
    torch = pytest.importorskip("torch")
    model = layered(torch, getattr(torch.nn, name)())
    inputs = torch.from_numpy(X.reshape(6, 1, 8, 8))
    for dynamo in (False, True):
        if dynamo and (name != "GELU" or not pytest.importorskip("onnxscript")):
            continue
        path = tmp_path / f"{dynamo}.onnx"
        free = {"dynamic_axes": {"x": {0: "n"}}, "input_names": ["x"], "opset_version": 17}
        if dynamo:
            free = {"dynamic_shapes": ({0: torch.export.Dim("n")},)}
        torch.onnx.export(model, (inputs,), str(path), dynamo=dynamo, **free)
        expected = softmax(model(inputs).detach().numpy())
        assert off(path, X, expected, cost="cross_entropy") < TOLERANCE
        held = onnx_files.read(path)
        assert (held.framework, held.version[:2]) == ("PyTorch", "2.")
        if held.outputs:  # ONNX Runtime is installed
            assert np.abs(softmax(held.outputs(X)) - expected).max() < TOLERANCE


def test_what_scikit_learn_exports_is_the_same_function(tmp_path):
    pytest.importorskip("skl2onnx")
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    words = np.array(["setosa", "versicolor", "virginica"])[np.arange(60) % 3]
    inputs = np.random.default_rng(3).normal(5, 2, (60, 4)).astype(np.float32)
    models = [
        (make_pipeline(StandardScaler(), MLPClassifier((16,), "tanh", max_iter=9)), words),
        (make_pipeline(MinMaxScaler(), LogisticRegression()), np.arange(60) % 3),
        (LogisticRegression(), words == "setosa"),
        (MLPClassifier((5,), "logistic", max_iter=5), words == "setosa"),
    ]
    for i, (model, labels) in enumerate(models):
        model.fit(inputs, labels)
        for j, options in enumerate(({}, {id(model): {"zipmap": False}})):
            path = tmp_path / f"{i}{j}.onnx"
            path.write_bytes(to_onnx(model, inputs[:1], options=options).SerializeToString())
            expected = model.predict_proba(inputs)
            assert off(path, inputs, expected, cost="cross_entropy") < TOLERANCE
            held = onnx_files.read(path)
            assert held.framework == "scikit-learn"
            if held.outputs:
                shares = np.abs(held.outputs(inputs) - expected).max()
                assert shares < TOLERANCE
            if not j:
                names = [
                    str(int(c) if isinstance(c, (bool, np.bool_)) else c) for c in model.classes_
                ]
                assert list(held.classes) == names


def test_a_graph_as_tensorflow_writes_it(tmp_path):
    """MatMul and Add, Gemm with its numbers, a scaled input, the class alone at the end."""
    W1, b1, W2, b2 = weights(64, 8), weights(8), weights(8, 3, seed=2), weights(1, seed=4)
    nodes = [
        node("Cast", ["x"], "f", to=1),
        node("Mul", ["f", "k"], "m"),
        node("Sub", ["one", "m"], "s"),
        node("MatMul", ["s", "W1"], "z1"),
        node("Add", ["b1", "z1"], "y1"),
        node("Sigmoid", ["y1"], "g"),
        node("Mul", ["g", "y1"], "a1"),
        node("Transpose", ["W2"], "W2t", perm=[1, 0]),
        node("Gemm", ["a1", "W2t", "b2"], "z2", transB=1, alpha=0.5, beta=2.0),
        node("Softmax", ["z2"], "p", axis=-1),
        node("ArgMax", ["p"], "out", axis=1),
    ]
    arrays = {"k": np.float32(0.5), "one": np.float32(1), "W1": W1, "b1": b1, "W2": W2, "b2": b2}
    path = graph(tmp_path / "m.onnx", nodes, arrays, kind=7)
    z = (1 - X / 2) @ W1 + b1
    expected = softmax(z / (1 + np.exp(-z)) @ W2 / 2 + 2 * b2)
    assert off(path, X, expected, cost="cross_entropy") < TOLERANCE
    assert folded(path, cost="cross_entropy").activations == ["silu", "softmax"]


def test_a_slope_that_is_not_the_usual_is_kept(tmp_path):
    nodes = [
        node("MatMul", ["x", "W"], "z"),
        node("LeakyRelu", ["z"], "a", alpha=0.25),
        node("MatMul", ["a", "V"], "out"),
    ]
    path = graph(tmp_path / "m.onnx", nodes, {"W": weights(64, 4), "V": weights(4, 3)})
    assert folded(path, cost="cross_entropy").activations == ["leaky_relu(0.25)", "softmax"]


def test_what_is_no_chain_is_refused_with_its_layers(tmp_path):
    arrays = {"W": weights(64, 64), "V": weights(64, 3)}
    arrays |= {"zero": np.float32(0), "six": np.float32(6)}
    for second, why in (
        (node("Add", ["x", "z"], "a"), "joins two branches"),
        (node("MatMul", ["z", "W"], "a"), "shares its weights"),
        (node("Softplus", ["z"], "a"), "an operation that"),
        (node("MatMul", ["z", "z"], "a"), "no constant weights"),
        (node("Clip", ["z", "zero", "six"], "a"), "an operation that"),  # ReLU6
        (node("Celu", ["z"], "a", alpha=2.0), "an operation that"),
    ):
        nodes = [node("MatMul", ["x", "W"], "z"), second, node("MatMul", ["a", "V"], "out")]
        held = onnx_files.read(graph(tmp_path / "m.onnx", nodes, arrays))
        sentence = the_sentence(Chain(held.layers, "m.onnx").check, why, "✓ out: MatMul(64 → 3)")
        assert "✗ a: " in sentence or "✗ z: " in sentence


def test_a_convolution_is_refused(tmp_path):
    torch = pytest.importorskip("torch")
    nn = torch.nn
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(72, 3)).eval()
    path = tmp_path / "m.onnx"
    torch.onnx.export(model, (torch.zeros(1, 1, 8, 8),), str(path), dynamo=False)
    the_sentence(lambda: folded(path, cost="cross_entropy"), "✗ /0/Conv: Conv", "is a convolution")
