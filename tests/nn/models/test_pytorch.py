import numpy as np
import pytest

from nn.errors import DownhillError
from nn.models import NotRun, adapter
from nn.models.check import check_alike, network_of

torch = pytest.importorskip("torch")
nn, F = torch.nn, torch.nn.functional

PICTURES = np.random.default_rng(5).random((40, 1, 6, 6), np.float32)


def hidden(*functions, last=3):
    """A flatten, a dense layer before each function, and a dense layer at the end."""
    layers = [nn.Flatten(), *(one for f in functions for one in (nn.LazyLinear(7), f))]
    return nn.Sequential(*layers, nn.LazyLinear(last))


class OwnForward(nn.Module):
    """Attributes in another order than they are used in, functions, views, and a scaled input."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(7, 3)
        self.body = nn.ModuleDict({"b": nn.Linear(7, 7, bias=False), "a": nn.Linear(36, 7)})
        self.norm = nn.BatchNorm1d(7)
        self.unused = nn.Conv2d(1, 1, 3)

    def forward(self, x):
        x = (x.view(x.size(0), -1) - 0.13) / 0.3
        x = F.dropout(F.relu(self.norm(self.body["a"](x)), inplace=True), 0.5, self.training)
        if len(x) > 1_000:
            x = x * 2
        x = torch.tanh(x @ self.body["b"].weight.T + self.norm.bias).unsqueeze(1).squeeze(1)
        return F.log_softmax(self.out(x), dim=1)


def normalized():
    """Normalization before an activation and after it, with statistics that are not trivial."""
    model = hidden(nn.Sequential(nn.BatchNorm1d(7), nn.ReLU(), nn.Dropout()), nn.Identity())
    model.insert(5, nn.BatchNorm1d(7))
    model.train()
    for _ in range(3):
        model(torch.randn(30, 1, 6, 6) * 3 + 1)
    return model


FUNCTIONS = [
    *(nn.Sigmoid(), nn.Tanh(), nn.ReLU(inplace=True), nn.LeakyReLU(), nn.ELU(), nn.GELU()),
    *(nn.GELU("tanh"), nn.SiLU(), nn.LeakyReLU(0.2), nn.ELU(0.5)),
]
DRAWN = {
    "all functions": lambda: hidden(*FUNCTIONS),
    "a forward of its own": OwnForward,
    "normalized": normalized,
    "softmax": lambda: hidden(nn.ReLU()).append(nn.Softmax(1)),
    "no hidden layer": lambda: hidden(),
    "one logit": lambda: hidden(nn.ReLU(), last=1),
    "double": lambda: initialized(hidden(nn.ReLU())).double(),
    "half": lambda: initialized(hidden(nn.ReLU())).bfloat16(),
    "weight norm": lambda: nn.Sequential(
        nn.Flatten(), nn.utils.parametrizations.weight_norm(nn.Linear(36, 3))
    ),
}


def initialized(model):
    if any(map(nn.parameter.is_lazy, model.parameters())):
        model.eval()(torch.from_numpy(PICTURES[:2]))
    return model.train()


@pytest.mark.parametrize("name", DRAWN)
def test_the_network_that_is_drawn_gives_what_the_model_gives(name):
    torch.manual_seed(1)
    model = initialized(DRAWN[name]())
    before = {key: value.clone() for key, value in model.state_dict().items()}
    state = torch.random.get_rng_state()
    read = adapter(model)
    snapshot = read.snapshot()
    folded = read.chain(snapshot, PICTURES[:2]).folded()
    check_alike(folded, PICTURES.reshape(40, -1), read.outputs(snapshot, PICTURES), "model")

    with torch.no_grad():  # and the model itself, not a copy of it
        theirs = model.float().eval()(torch.from_numpy(PICTURES))
        theirs = {1: torch.sigmoid}.get(theirs.shape[1], lambda z: z.softmax(1))(theirs)
    if name not in ("softmax", "half"):
        ours = network_of(folded).forward(PICTURES.reshape(40, -1)).a[-1]
        np.testing.assert_allclose(ours[:, -theirs.shape[1] :], theirs.numpy(), atol=1e-5)
    assert torch.equal(state, torch.random.get_rng_state())
    for key, value in model.state_dict().items():
        assert torch.equal(value, before[key].to(value.dtype))


def test_a_snapshot_stays_as_it_was_and_the_mode_too():
    model = initialized(hidden(nn.ReLU()))
    read = adapter(model)
    first = read.snapshot()
    copies = [values.copy() for values in first]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(1)
    model[1].weight = nn.Parameter(torch.zeros(7, 36))  # another object in its place
    later = read.snapshot()
    assert all(map(np.array_equal, first, copies))
    assert not later[0].any() and np.allclose(later[1], first[1] + 1)
    assert model.training and all(p.requires_grad for p in model.parameters())
    read.outputs(later, PICTURES)
    assert np.array_equal(read.snapshot()[1], later[1])


@pytest.mark.parametrize("wrap", [nn.DataParallel, torch.compile])
def test_wrappers_are_taken_off(wrap):
    model = initialized(hidden(nn.Tanh()))
    assert adapter(wrap(model)).words == "Sequential"


def chain_of(model):
    read = adapter(model)
    return read.chain(read.snapshot(), PICTURES[:2])


class With(nn.Module):
    """A dense layer, and then whatever a function makes of it."""

    def __init__(self, then, **layers):
        super().__init__()
        self.fc1, self.fc2, self.then = nn.Linear(36, 7), nn.Linear(7, 7), then
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        return self.then(self, self.fc1(x.flatten(1)))


first, tied = nn.Linear(7, 7), nn.Linear(7, 7)
tied.weight = first.weight
REFUSED = {
    "✗ conv: Conv2d, ✓ flatten": With(lambda s, x: x),
    "✗ norm: LayerNorm": With(lambda s, x: s.norm(x), norm=nn.LayerNorm(7)),
    "joins two branches": With(lambda s, x: x + torch.relu(s.fc2(x))),
    "is used twice": With(lambda s, x: s.fc2(torch.relu(s.fc2(x)))),
    "same weights as a: Linear 7 → 7": With(lambda s, x: s.b(s.a(x).tanh()), a=first, b=tied),
    "same weights as fc2: Linear": With(lambda s, x: F.linear(s.fc2(x), s.fc2.weight.t())),
    "is recurrent": With(lambda s, x: s.r(x.unsqueeze(1))[0][:, 0], r=nn.LSTM(7, 7)),
    "is attention": With(lambda s, x: s.m(*[x.unsqueeze(1)] * 3)[0], m=nn.MultiheadAttention(7, 1)),
    "slopes that are learned": With(lambda s, x: s.fc2(s.p(x)), p=nn.PReLU()),
    "none of the functions known": With(lambda s, x: s.fc2(F.leaky_relu(x, -0.2))),
    "by the other examples": With(
        lambda s, x: s.n(x), n=nn.BatchNorm1d(7, track_running_stats=False)
    ),
    "drops numbers also": With(lambda s, x: F.dropout(x, 0.5)),
    "no layer that we know": With(lambda s, x: s.fc2(torch.sin(x))),
    "ends in relu": With(lambda s, x: torch.relu(x)),
    "acts on parts": With(lambda s, x: x.view(-1, 7, 1).softmax(1)),
}
REFUSED["✗ conv: Conv2d, ✓ flatten"].forward = None


@pytest.mark.parametrize("words", REFUSED)
def test_what_can_not_be_drawn_is_refused_with_the_list_of_layers(words):
    model = REFUSED[words]
    if model.forward is None:
        model = nn.Sequential()
        model.add_module("conv", nn.Conv2d(1, 2, 3))
        model.add_module("flatten", nn.Flatten())
        model.add_module("fc1", nn.Linear(32, 3))
    with pytest.raises(DownhillError, match=words) as caught:
        chain_of(model).folded()
    assert "fc1: Linear" in str(caught.value)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (lambda s, x: (x, x), "returns a tuple"),
        (lambda s, x: torch.zeros(2, 3), "can't be followed"),
        (lambda s, x: s.fc1(x), "can't be run on batches of the shape"),
    ],
)
def test_a_model_that_can_not_be_followed_is_refused(then, words):
    with pytest.raises(DownhillError, match=words):
        chain_of(With(then))


def test_a_model_whose_sizes_are_not_known_yet_is_refused():
    with pytest.raises(DownhillError, match="once on a batch"):
        adapter(nn.Sequential(nn.LazyLinear(3)))


def test_a_model_of_another_shape_of_input_says_so():
    with pytest.raises(NotRun):
        chain_of(nn.Sequential(nn.Linear(36, 3)))


def test_what_only_looks_like_a_chain_is_found_out():
    """Each example is divided by a number that came from the batch, as if it were a constant."""
    model = With(lambda s, x: s.fc2(x / x.max().item()))
    read = adapter(model)
    snapshot = read.snapshot()
    folded = read.chain(snapshot, PICTURES[:2]).folded()
    with pytest.raises(DownhillError, match="differ by up to"):
        check_alike(folded, PICTURES.reshape(40, -1), read.outputs(snapshot, PICTURES), "model")
