"""Work in other processes: of this machine, or of a Dask cluster.

    executor.py         open_executor(), the interface of both executors, and the local one
    process.py          a worker process: both ends of the pipe between it and its parent
    dask_executor.py    the executor for a Dask cluster
    dask_worker.py      what runs inside a Dask worker, which has a worker process for each call

Why the local side is our own code: a worker that is killed must cost only the call that it was at,
Ctrl-C must end everything at once, calls report while they run, and the first result must come
soon. `ProcessPoolExecutor` and loky fail every pending call when one worker is killed, and after
Ctrl-C they wait for running calls to end. One `ProcessPoolExecutor` per
worker keeps the promises in 48 lines, with the help of its private attributes, in place of the 65
of `LocalExecutor`; but process.py stays, since a Dask worker is a daemon, which `multiprocessing`
allows no children. Dask's `LocalCluster` could replace both, 220 lines. Until the first result of
two workers it takes 2.9 s (ours 0.25 s, a pool per worker 0.46 s, loky 0.86 s), if the call imports
manim 3.9 s (2.0 s, 1.9 s, 2.8 s); its idle processes take 140 MB (23, 35 and 58 MB), with manim
274 MB (167, 176 and 193 MB); it takes 4 s to stop, and everybody would have to install Dask.
(Medians of seven on two busy cores; memory is the proportional set size of all processes.)
"""
