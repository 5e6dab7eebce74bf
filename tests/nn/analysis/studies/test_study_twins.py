import pytest

from nn import datasets
from nn.analysis.studies import twins
from nn.analysis.symmetry import twin_of
from nn.runs.run import Run


def test_the_line_is_that_of_the_networks_between(tiny_run, few_digits):
    run = Run.load(tiny_run)
    study = twins.measure(run, few_digits)
    network = run.network()
    orders = [study[f"order{l}"] for l in (1, 2)]
    turned = [study[f"turned{l}"] for l in (1, 2)]
    twin = twin_of(network, orders, turned)
    Y = datasets.one_hot(few_digits.training_labels, run.sizes[-1])
    for i in (0, 9, 20, 40):
        t = study["shares"][i]
        there = run.network()
        there.theta[:] = (1 - t) * network.theta + t * twin.theta
        cost = there.cost(few_digits.training_images, Y)
        assert study["costs"][i] == pytest.approx(cost, rel=1e-4)
        right = there.predict(few_digits.validation_images) == few_digits.validation_labels
        assert study["right"][i] == pytest.approx(right.mean(), abs=0.02)
    assert study["costs"][-1] == pytest.approx(study["costs"][0], rel=1e-4)


def test_without_a_hidden_layer_there_is_no_twin(tmp_path_factory, few_digits):
    from tiny_runs import trained

    run = Run.load(trained(tmp_path_factory, few_digits, sizes=(784, 10)))
    study = twins.measure(run, few_digits)
    assert all(len(study[name]) == 0 for name in ("shares", "costs", "right"))
    assert not any(name.startswith("order") for name in study)
