import pytest
from foreign import TOLERANCE, off, softmax

torch = pytest.importorskip("torch")
saving = pytest.importorskip("safetensors.torch")


def test_weights_are_the_same_function_in_their_order(tmp_path):
    """The file has them in the order of letters: 10 comes before 2."""
    nn = torch.nn
    torch.manual_seed(0)
    hidden = [layer for _ in range(6) for layer in (nn.Linear(5, 5), nn.Tanh())]
    model = nn.Sequential(*hidden, nn.Linear(5, 3))
    X = torch.rand(8, 5)
    expected = softmax(model(X).detach().numpy())
    told = {"activation": "tanh", "cost": "cross_entropy"}
    for kind, tolerance in (("float32", TOLERANCE), ("float64", TOLERANCE), ("bfloat16", 0.02)):
        state = {k: v.to(getattr(torch, kind)) for k, v in model.state_dict().items()}
        saving.save_file(state, tmp_path / "m.safetensors", metadata={"format": "pt"})
        assert off(tmp_path / "m.safetensors", X, expected, **told) < tolerance


def test_layers_whose_names_say_no_order_are_put_in_the_one_that_fits(tmp_path):
    nn = torch.nn
    layers = nn.ModuleDict(
        {"into": nn.Linear(7, 6), "deep": nn.Linear(6, 4), "answer": nn.Linear(4, 3)}
    )
    saving.save_file(layers.state_dict(), tmp_path / "m.safetensors")
    X = torch.rand(8, 7)
    a = torch.relu(layers["deep"](torch.relu(layers["into"](X))))
    expected = softmax(layers["answer"](a).detach().numpy())
    told = {"activation": "relu", "cost": "cross_entropy"}
    assert off(tmp_path / "m.safetensors", X, expected, **told) < TOLERANCE
