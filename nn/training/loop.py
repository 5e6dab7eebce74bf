"""The training loop that experiments (nn/experiments/) share: by epochs, or by steps."""

from nn.training.train import epoch_order


def in_epochs(descent, seed, epochs, mini_batch_size, eta, decay=1.0):
    """Train epoch by epoch, and between two of them let the caller look.

    Yields 0, 1, …, epochs: how many the network has behind it. See `at_steps`.
    """
    a_pass = -(-len(descent.X) // mini_batch_size)
    looks = range(0, epochs * a_pass + 1, a_pass)
    for step in at_steps(descent, seed, looks, mini_batch_size, eta, decay):
        yield step // a_pass


def at_steps(descent, seed, looks, mini_batch_size, eta, decay=1.0):
    """Train, and let the caller look after so many steps: yields each of `looks`, increasing.

    `descent` is a Descent (train.py), or an EnsembleDescent (ensemble.py) whose networks all see
    the same mini_batches. The order of the examples is that of `seed` (train.epoch_order); eta is
    multiplied by `decay` after each epoch.
    """
    n, done, epoch = len(descent.X), 0, -1
    a_pass = -(-n // mini_batch_size)
    for look in looks:
        for step in range(done, look):
            if step // a_pass > epoch:
                epoch = step // a_pass
                order = epoch_order(seed, epoch, n)
            start = step % a_pass * mini_batch_size
            descent.step(order[start : start + mini_batch_size], eta * decay**epoch)
        done = look
        yield look
