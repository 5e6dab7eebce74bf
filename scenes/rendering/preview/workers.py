"""Worker processes that have imported Manim before there is anything to draw."""

from concurrent.futures import Future, ThreadPoolExecutor

from nn.execution.executor import cores
from nn.execution.process import WorkerProcess, pack_call, unpack_result
from nn.places import PROJECT_VARIABLE, ROOT, project

MOST = 4  # more would not be faster: each goes through the whole clip first


class WarmWorkers:
    """Worker processes for previews. Each draws once, since the clip, stage or mobjects it imported
    are outdated at the next save. Meanwhile those for the next preview are started.

    Use it in a `with` block: all processes end with it.
    """

    def __init__(self, count: int | None = None):
        self.count = count or min(cores(), MOST)
        self._threads = ThreadPoolExecutor(4 * self.count)
        self._waiting, self._busy = [], []

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *exception):
        for worker, _ in [*self._waiting, *self._busy]:
            worker.kill()
        self._threads.shutdown()

    def draw(self, task: dict, changed: set[str]) -> list[Future]:
        """Start drawing a preview; return a Future for each worker's result. `changed`: the files
        that changed since the last preview; workers that have imported one of them are replaced."""
        self.abandon()
        if any(changed & set(imported.result()) for _, imported in self._waiting):
            self._busy, self._waiting = self._waiting, []
            self.abandon()
        self.get_ready()
        self._busy, self._waiting = self._waiting, []
        shares = [
            {**task, "share": (which, self.count), "folder": f"{task['folder']}/{which}"}
            for which in range(self.count)
        ]
        return [
            self._threads.submit(_draw, worker, imported, share)
            for (worker, imported), share in zip(self._busy, shares, strict=True)
        ]

    def abandon(self):
        """End the workers that are drawing; their futures raise WorkerLost."""
        for worker, _ in self._busy:
            worker.kill()
        self._busy = []

    def get_ready(self):
        """Start the workers of the next preview, unless they are running."""
        if not self._waiting:
            self._start()

    def _start(self):
        variables = {
            PROJECT_VARIABLE: str(project()),
            "PYTHONDONTWRITEBYTECODE": "1",  # a file may be saved again within the same second
        }
        for _ in range(self.count):
            worker = WorkerProcess(ROOT, variables)
            imported = self._threads.submit(_call, worker, warm)
            self._waiting.append((worker, imported))


def warm() -> list[str]:
    """In a worker process: import Manim; return the project's files that are imported so far."""
    from scenes.rendering.preview import worker

    return worker.imported_files()


def draw_beat(task: dict) -> dict:
    """In a worker process: see scenes.rendering.preview.worker.draw_beat."""
    from scenes.rendering.preview import worker

    return worker.draw_beat(task)


def _draw(worker, imported, task):
    try:
        imported.result()
        return _call(worker, draw_beat, task)
    finally:
        worker.kill()  # faster than waiting until it ends by itself
        worker.close()


def _call(worker, function, *arguments):
    return unpack_result(worker.run(pack_call(function, arguments, {}), lambda message: None))
