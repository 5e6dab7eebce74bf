import numpy as np

from nn import datasets
from nn.network import Network
from nn.optimizers import SGD
from nn.training.descent import Descent
from nn.training.ensemble import Ensemble, EnsembleDescent
from nn.training.loop import at_steps, epoch_order, examples_seen, in_epochs
from nn.training.settings import Settings
from nn.training.train import Training


def test_it_trains_as_the_training_loop_does(easy, tmp_path):
    settings = Settings(
        sizes=(16, 5, 3), eta=1, decay=0.5, epochs=3, mini_batch_size=10, snapshots=2, seed=4
    )
    trained = Training(settings, easy, tmp_path / "run").go()
    network = Network([16, 5, 3], seed=4)
    Y = datasets.one_hot(easy.training_labels, 3)
    descent = Descent(network, SGD(network.theta), easy.training_images, Y)
    assert list(in_epochs(descent, 4, 3, 10, 1, 0.5)) == [0, 1, 2, 3]
    np.testing.assert_array_equal(network.theta, trained.thetas[-1])


def test_looks_between_epochs_change_nothing(easy):
    Y = datasets.one_hot(easy.training_labels, 3)
    thetas = []
    steps = 2 * -(-len(Y) // 30)
    for looks in ([steps], [0, 1, 2, 5, steps - 1, steps]):
        network = Network([16, 5, 3])
        descent = Descent(network, SGD(network.theta), easy.training_images, Y)
        assert list(at_steps(descent, 1, looks, 30, 1, 0.5)) == looks
        thetas.append(network.theta)
    network = Network([16, 5, 3])
    for _ in in_epochs(
        Descent(network, SGD(network.theta), easy.training_images, Y), 1, 2, 30, 1, 0.5
    ):
        thetas.append(network.theta)
    for theta in thetas[1:]:
        np.testing.assert_array_equal(theta, thetas[0])


def test_an_ensemble_sees_the_same_mini_batches(easy):
    Y = datasets.one_hot(easy.training_labels, 3)
    networks = [Network([16, 5, 3], seed=seed) for seed in range(3)]
    ensemble = Ensemble(networks)
    together = EnsembleDescent(ensemble, SGD(ensemble.theta), easy.training_images, Y)
    *_, last = in_epochs(together, 7, 2, 20, 0.5)
    assert last == 2
    for k, network in enumerate(networks):
        for _ in in_epochs(
            Descent(network, SGD(network.theta), easy.training_images, Y), 7, 2, 20, 0.5
        ):
            pass
        np.testing.assert_allclose(ensemble.network(k).theta, network.theta, atol=1e-5)
    assert sorted(epoch_order(7, 0, len(Y))) == list(range(len(Y)))


def test_examples_of_short_last_mini_batches_are_not_counted_twice():
    steps = np.array([0, 10, 11, 12, 22])  # an epoch is ten mini-batches of 10 and one of 3
    assert examples_seen(steps, 103, 10).tolist() == [0, 100, 103, 113, 206]


def test_mini_batches_that_divide_the_examples_are_all_of_one_size():
    assert examples_seen(np.arange(8), 30, 10).tolist() == list(range(0, 80, 10))
