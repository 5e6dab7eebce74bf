"""The landscape of a run: the planes that the scenes draw, computed once and saved with the run.

    data/runs/NAME/landscape.npz

holds, for each plane NAME of `PLANES`, the arrays of a `Plane` (landscape.py) as `NAME.costs`,
`NAME.path` and so on, with `format` and a seal (sealed.py).

| plane       | goes through                                   | shows                          |
|-------------|------------------------------------------------|--------------------------------|
| `path`      | start, finish, and the snapshot between them   | the path of the training       |
|             | that is farthest from the line joining them    |                                |
| `principal` | the finish, along the path's first two         | as much movement as two        |
|             | principal directions                           | directions can                 |
| `random`    | the finish, along two random directions        | what a slice shows by chance   |
| `first`     | the first steps, along their two principal     | single steps of ten digits     |
|             | directions                                     |                                |
"""

import contextlib
import dataclasses
import pathlib
import tempfile
from collections.abc import Iterator

import numpy as np

from nn import datasets, memory
from nn.analysis.distributed import DistributedSums
from nn.analysis.gradients import along_the_run
from nn.analysis.landscape import (
    CHUNK,
    POINTS_AT_ONCE,
    Plane,
    coordinates_on,
    costs_at,
    ideal_walk,
    middle_of,
    plane_through,
    principal_plane,
    random_plane,
    shares,
)
from nn.analysis.sealed import read_sealed, write_sealed
from nn.datasets import Dataset
from nn.errors import DownhillError
from nn.execution.executor import open_executor
from nn.progress import Bar
from nn.runs.run import NO_DATA, Run
from nn.schema import Array, Layout

FORMAT = "downhill landscape 1"
PLANES = ("path", "principal", "random", "first")
FIRST_STEPS = 40  # the last step on the plane `first`
MARGIN = 0.3  # how far a plane reaches beyond its path, in lengths of the path
POINTS = 65  # grid points a side
HIGHEST = float(np.finfo(np.float32).max)  # stands for a cost that is not finite


def write(
    finished: Run,
    data: Dataset,
    points: int = POINTS,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> pathlib.Path:
    """Compute every plane of a run over its full training set, write landscape.npz, and return its
    path.

    The threads of this process do the work, which is fastest on one machine; with `jobs` or a
    `scheduler`, processes of this machine or a cluster do (nn.execution.executor). The results are
    bitwise equal.

    Raises DownhillError if the run was trained on other data, if its path spans no plane or its
    costs are not finite around it, if `points` is not in 2…1,000, if the cluster can't be used, or
    if another command writes to the run.
    """
    if not 2 <= points <= 1_000:
        raise DownhillError(f"points is {points}: give 2 to 1,000 a side.")
    if reason := why_not(finished):
        raise DownhillError(f"{finished.name} has no landscape: {reason}.")
    finished.check_trained_on(data)
    memory.check(
        4 * max(finished.thetas.size * 2, sum(finished.sizes) * 2 * CHUNK * POINTS_AT_ONCE),
        f"the landscape of {finished.name}",
        "train a network of fewer neurons",
    )
    X, Y = data.training_images, datasets.one_hot(data.training_labels, finished.sizes[-1])
    arrays = {}
    path = path_of(finished)
    quietly = np.errstate(all="ignore")  # what is not finite is not written
    with finished.claimed(), quietly, _distributed(finished, X, Y, jobs, scheduler) as sums:
        slopes = gradients(finished, X, Y, sums)
        for name in PLANES:
            try:
                plane = plane_of(finished, name, X, Y, slopes, points, sums)
            except DownhillError as error:
                raise DownhillError(f"{finished.name} has no landscape: {error}") from None
            for field in dataclasses.fields(Plane):
                arrays[f"{name}.{field.name}"] = getattr(plane, field.name)
        write_sealed(path, finished, arrays, layout(finished), format=FORMAT)
    return path


def why_not(finished: Run) -> str | None:
    """Why a run can't have a landscape, whatever data there are; None if it may."""
    if not finished.has_data:
        return NO_DATA
    if len(finished.steps) < 3:
        return (
            f"a plane goes through three snapshots, and it has {len(finished.steps)}, so train it "
            "for more steps, or keep more snapshots"
        )
    return None


def path_of(finished: Run) -> pathlib.Path:
    """The path of the file of a run's landscape."""
    return finished.folder / "landscape.npz"


def are_spanned(finished: Run) -> bool:
    """Whether the snapshots of a run span every plane: else `write` raises DownhillError."""
    try:
        for name in PLANES:
            _frame(name, finished.thetas[snapshots_of(finished, name)], finished)
    except DownhillError:
        return False
    return True


def snapshots_of(finished: Run, name: str) -> np.ndarray:
    """The indices of the snapshots whose path is drawn on a plane."""
    steps = finished.steps
    if name != "first":
        return np.arange(len(steps))
    return np.flatnonzero(steps <= max(FIRST_STEPS, steps[min(2, len(steps) - 1)]))


def read(finished: Run) -> tuple[dict[str, Plane], str]:
    """The landscape of a run, {name: Plane}, and the digest of the file's content.

    Raises DownhillError if it is missing, damaged, changed, or of another run.
    """
    path = path_of(finished)
    mend = f"make it with `downhill landscape {finished.folder}`"
    arrays, digest = read_sealed(path, finished, layout(finished), mend, format=FORMAT)
    fields = [field.name for field in dataclasses.fields(Plane)]
    planes = {
        name: Plane(**{field: arrays[f"{name}.{field}"] for field in fields}) for name in PLANES
    }
    return planes, digest


def layout(finished: Run) -> Layout:
    """The arrays of landscape.npz, those of each plane as `Plane` describes them."""
    snapshots, parameters = finished.thetas.shape
    result: dict[str, Array] = {}
    for name in PLANES:
        s = snapshots if name != "first" else "snapshots of the first steps"
        fields = {
            "origin": Array("float32", (parameters,)),
            "directions": Array("float32", (2, parameters)),
            "alphas": Array("float64", ("points",)),
            "betas": Array("float64", ("points",)),
            "costs": Array("float64", ("points", "points")),
            "snapshots": Array("whole", (s,), below=snapshots),
            "path": Array("float64", (s, 2)),
            "off_plane": Array("float64", (s,)),
            "true_costs": Array("float64", (s,)),
            "plane_costs": Array("float64", (s,)),
            "slopes": Array("float64", (s, 2)),
            "explained": Array("float64", (2,)),
            "null": Array("float64", (2,), gaps=name == "random"),
        }
        result |= {f"{name}.{field}": array for field, array in fields.items()}
    return result


def gradients(
    finished: Run, X: np.ndarray, Y: np.ndarray, sums: DistributedSums | None = None
) -> np.ndarray:
    """∇C over the whole training set at every snapshot, shape (S, parameters), float64."""
    with Bar("gradients", 1) as bar:

        def progress(done: int, of: int) -> None:
            bar.update(done / of, f"{len(finished.steps)} snapshots")

        if sums:
            return sums.gradients(progress)
        return along_the_run(finished, X, Y, progress)


def plane_of(
    finished: Run,
    name: str,
    X: np.ndarray,
    Y: np.ndarray,
    slopes: np.ndarray,
    points: int = POINTS,
    sums: DistributedSums | None = None,
) -> Plane:
    """The `Plane` of a run named `name`; `slopes` (S, parameters) are the run's `gradients`."""
    snapshots = snapshots_of(finished, name)
    thetas, steps = finished.thetas[snapshots], finished.steps[snapshots]
    origin, directions = _frame(name, thetas, finished)
    null = np.full(2, np.nan)
    if name != "random":
        walk = ideal_walk(steps)
        null = shares(walk, _frame(name, walk, finished, middle_of(thetas))[1])
    path, off_plane = coordinates_on(thetas, origin, directions)
    alphas, betas = (
        _extent(path, points) if name != "random" else np.tile(np.linspace(-1, 1, points), (2, 1))
    )
    grid = np.stack(np.meshgrid(alphas, betas), axis=-1).reshape(-1, 2)
    network = finished.network()
    network.theta[:] = origin
    given = network, directions, np.concatenate([grid, path])
    with Bar(f"plane {name}", 1) as bar:

        def progress(done: int, of: int) -> None:
            bar.update(done / of, f"{len(grid):,} points")

        costs = sums.costs_at(*given, progress) if sums else costs_at(*given, X, Y, progress)
    costs = np.nan_to_num(costs, nan=HIGHEST, posinf=HIGHEST)
    orthonormal = np.linalg.qr(directions.T)[0].T
    return Plane(
        origin=origin.astype(np.float32),
        directions=directions.astype(np.float32),
        alphas=alphas,
        betas=betas,
        costs=costs[: len(grid)].reshape(points, points),
        snapshots=snapshots,
        path=path,
        off_plane=off_plane,
        true_costs=finished.train_cost[snapshots],
        plane_costs=costs[len(grid) :],
        slopes=slopes[snapshots] @ directions.T,
        explained=shares(thetas, orthonormal),
        null=null,
    )


@contextlib.contextmanager
def _distributed(
    finished: Run, X: np.ndarray, Y: np.ndarray, jobs: int | None, scheduler: str | None
) -> Iterator[DistributedSums | None]:
    """Computes the landscape's sums in other processes; None if neither option is given."""
    if not (jobs or scheduler):
        yield None
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        open_executor(jobs, scheduler, packages=("numpy",)) as executor,
    ):
        yield DistributedSums(executor, finished, X, Y, pathlib.Path(folder))


def _frame(
    name: str, thetas: np.ndarray, finished: Run, middle: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """(origin, directions) of a plane, for the points of the run's path or of the random walk."""
    if name == "path":
        return plane_through(thetas, 0, middle or middle_of(thetas), len(thetas) - 1)
    if name == "random":
        return random_plane(finished.network(), seed=finished.facts["seed"] or 0)
    return principal_plane(thetas)


def _extent(path: np.ndarray, points: int) -> tuple[np.ndarray, np.ndarray]:
    """(alphas, betas), each (points,): the grid around a path (S, 2).

    Beyond the path it leaves a margin of MARGIN times the path's longer extent. On each axis it
    reaches at least half that extent from the middle, for a path that is nearly straight.
    """
    low, high = path.min(axis=0), path.max(axis=0)
    length = (high - low).max()
    reach = np.maximum((high - low) / 2 + MARGIN * length, 0.5 * length)
    middle = (low + high) / 2
    alphas, betas = np.linspace(middle - reach, middle + reach, points).T
    return alphas, betas
