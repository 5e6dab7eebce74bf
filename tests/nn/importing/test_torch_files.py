import numpy as np
import pytest
from data_files import the_sentence
from foreign import TOLERANCE, folded, off, softmax

from nn.importing import torch_files

torch = pytest.importorskip("torch")
nn = torch.nn
X = torch.rand(7, 9, generator=torch.Generator().manual_seed(0))


def model():
    torch.manual_seed(1)
    made = nn.Sequential(nn.Linear(9, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Linear(9, 4, bias=False))
    made(torch.rand(50, 9))
    return made.eval()


def shares(made):
    return softmax(made(X).detach().numpy())


def test_state_dicts_and_checkpoints_are_the_same_function(tmp_path):
    made, path = model(), tmp_path / "m.pt"
    state = made.state_dict()
    optimizer = torch.optim.Adam(made.parameters())
    made(X).sum().backward()
    optimizer.step()
    optimizer.step()
    for content, step, epoch in (
        (state, None, None),
        ({"state_dict": {f"module.{k}": v for k, v in state.items()}, "epoch": 3}, None, 3),
        ({"model": state, "optimizer": optimizer.state_dict(), "epoch": 4}, 2, 4),
        ({"net": {f"_orig_mod.{k}": v.bfloat16() for k, v in state.items()}, "step": 70}, 70, None),
    ):
        torch.save(content, path)
        held = torch_files.read(path)
        assert (held.step, held.epoch, held.framework) == (step, epoch, "PyTorch")
        tolerance = 0.02 if "net" in content else TOLERANCE  # bfloat16 has 8 bits
        told = {"activation": "relu", "cost": "cross_entropy"}
        assert off(path, X, shares(made), **told) < tolerance


def test_the_activation_goes_where_the_numbers_leave_room(tmp_path):
    made = nn.Sequential(nn.Linear(9, 5), nn.Tanh(), nn.BatchNorm1d(5), nn.Linear(5, 3))
    made(X)
    torch.save(made.eval().state_dict(), tmp_path / "m.pt")
    told = {"activation": "tanh", "cost": "cross_entropy"}
    assert off(tmp_path / "m.pt", X, shares(made), **told) < TOLERANCE


def test_what_is_not_told_is_asked_for(tmp_path):
    path = tmp_path / "m.pt"
    torch.save(model().state_dict(), path)
    the_sentence(lambda: folded(path), "--activation", "leaky_relu", "--activations")
    the_sentence(lambda: folded(path, activation="relu"), "--cost cross_entropy")
    quadratic = {"activation": "relu", "cost": "quadratic"}
    the_sentence(lambda: folded(path, **quadratic), "--output-activation", "sigmoid, softmax")
    short = {"activations": ("relu",), "cost": "quadratic"}
    the_sentence(lambda: folded(path, **short), "has 2 dense layers", "1 activations are named")
    assert folded(path, **quadratic, output_activation="sigmoid").activations[-1] == "sigmoid"


def test_what_is_no_chain_of_dense_layers_is_refused_with_its_layers(tmp_path):
    path, told = tmp_path / "m.pt", {"activation": "relu", "cost": "cross_entropy"}
    for layer, why in (
        (nn.Conv2d(1, 2, 3), "is a convolution"),
        (nn.LayerNorm(9), "LayerNorm"),
        (nn.LSTM(9, 9), "is recurrent"),
        (nn.MultiheadAttention(9, 3), "attention"),
        (nn.Embedding(9, 9), "embedding"),
    ):
        names = {nn.LayerNorm: "norm", nn.Embedding: "embed"}
        state = nn.ModuleDict(
            {names.get(type(layer), "x"): layer, "fc": nn.Linear(9, 9)}
        ).state_dict()
        torch.save(state, path)
        the_sentence(lambda: folded(path, **told), why, "✗", "✓ fc (9×9, 9)")


def test_one_layer_that_fits_no_other_is_named(tmp_path):
    path = tmp_path / "m.pt"
    state = {"a.weight": torch.zeros(5, 9), "b.weight": torch.zeros(3, 4)}
    torch.save(state, path)
    the_sentence(lambda: folded(path, activation="relu", cost="quadratic"), "a (5×9), b (3×4)")


def test_weights_that_are_no_numbers_are_named(tmp_path):
    state = model().state_dict()
    state["3.weight"][0, 0] = np.nan
    torch.save(state, tmp_path / "m.pt")
    the_sentence(lambda: torch_files.read(tmp_path / "m.pt"), "1 of the 36 numbers of 3 (weight)")
