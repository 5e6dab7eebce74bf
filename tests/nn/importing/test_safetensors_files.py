import pytest
from foreign import TOLERANCE, off, softmax

from nn.errors import DownhillError

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


class Net(torch.nn.Module):
    """Its normalizations come before its dense layers, in the order of letters."""

    def __init__(self, *sizes):
        super().__init__()
        self.fc1, self.bn1 = torch.nn.Linear(7, sizes[0]), torch.nn.BatchNorm1d(sizes[0])
        self.fc2, self.bn2 = torch.nn.Linear(sizes[0], sizes[1]), torch.nn.BatchNorm1d(sizes[1])
        self.head = torch.nn.Linear(sizes[1], 3)

    def forward(self, x):
        x = torch.relu(self.bn1(self.fc1(x)))
        return self.head(torch.relu(self.bn2(self.fc2(x))))


@pytest.mark.parametrize("sizes", [(6, 4), (5, 5)])
def test_normalizations_find_their_place_behind_the_layers_that_they_are_of(tmp_path, sizes):
    torch.manual_seed(1)
    model = Net(*sizes)
    model(torch.rand(40, 7))  # so that the running means are not 0
    model.eval()
    saving.save_file(model.state_dict(), tmp_path / "m.safetensors")
    X = torch.rand(8, 7)
    expected = softmax(model(X).detach().numpy())
    told = {"activation": "relu", "cost": "cross_entropy"}
    assert off(tmp_path / "m.safetensors", X, expected, **told) < TOLERANCE


def test_which_layer_is_normalized_is_not_guessed(tmp_path):
    model = Net(5, 5)
    state = {name: part for name, part in model.state_dict().items() if "bn1" not in name}
    saving.save_file(state, tmp_path / "m.safetensors")
    told = {"activation": "relu", "cost": "cross_entropy"}
    with pytest.raises(DownhillError, match="do not fit one another"):
        off(tmp_path / "m.safetensors", torch.rand(8, 7), None, **told)
