"""Work in other processes, on this machine or on a Dask cluster.

    base.py             the interface of both executors
    executor.py         open_executor(), and the executor for this machine
    process.py          a worker process: both ends of the pipe between it and its parent
    dask_executor.py    the executor for a Dask cluster
    dask_worker.py      what runs inside a Dask worker, which has a worker process for each call

Why the local side is our own code: if a worker is killed, only the call that it was running may be
lost; Ctrl-C must end everything at once; calls report while they run; and the first result must
come soon. `ProcessPoolExecutor` and loky fail every pending call when one worker is killed, and
after Ctrl-C they wait for running calls to end. One `ProcessPoolExecutor` per worker would do all
this in 48 lines instead of the 65 of `LocalExecutor`, but with its private attributes; and
process.py would stay, since a Dask worker is a daemon, which `multiprocessing` allows no children.
Dask's `LocalCluster` could replace both, 220 lines. But the first result of two workers takes it
2.9 s (ours 0.25 s, a pool per worker 0.46 s, loky 0.86 s), or 3.9 s if the call imports manim
(2.0 s, 1.9 s, 2.8 s); its idle processes take 140 MB (23, 35 and 58 MB), or 274 MB with manim
(167, 176 and 193 MB); it takes 4 s to stop; and everybody would have to install Dask.
(Medians of seven on two busy cores; memory is the proportional set size of all processes.)
"""
