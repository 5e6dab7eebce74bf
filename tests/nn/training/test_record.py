import dataclasses

import numpy as np

from nn.network import Network
from nn.optimizers import OPTIMIZERS
from nn.training import record
from nn.training.settings import Settings


def test_the_numbers_of_each_optimizer_are_told_and_momentum_is_the_one_that_was_set(easy):
    for name, optimizer in OPTIMIZERS.items():
        settings = Settings("easy", (16, 5, 3), optimizer=name, momentum=0.5)
        told = record.asked(settings, easy)["optimizer"]
        own = {**optimizer.numbers, **({"mu": 0.5} if name == "momentum" else {})}
        assert told == {"name": name, "eta": 0.35, "decay": 0.88, "l2": 0.0, **own}


def test_examples_are_of_the_validation_part_and_none_of_mnist_whose_digits_ship(easy):
    kept = record.examples(Settings("easy"), easy)
    valid = {image.tobytes() for image in np.round(easy.validation_images * 255).astype(np.uint8)}
    assert len(kept["example_labels"]) > 10
    assert {image.tobytes() for image in kept["example_images"]} <= valid
    assert record.examples(Settings("mnist"), dataclasses.replace(easy, name="mnist")) == {}


def test_cost_and_accuracy_are_the_networks_own(easy):
    network, Y = Network([16, 5, 3]), np.eye(3, dtype=np.float32)[easy.test_labels]
    cost, accuracy = record.evaluate(network, easy.test_images, Y, easy.test_labels)
    assert cost == network.cost(easy.test_images, Y)
    assert accuracy == (network.predict(easy.test_images) == easy.test_labels).mean()
