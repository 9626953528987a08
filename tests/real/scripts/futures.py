"""Four threads of concurrent.futures work on numbers; one of the calls raises.

as_completed and wait are left out: they take the futures' locks in the order of addresses, so that
their schedule differs between two runs as addresses do.
"""
from concurrent.futures import ThreadPoolExecutor
import threading


def cube(n):
    if n == 7:
        raise ValueError("seven")
    return n ** 3


seen = []
lock = threading.Lock()


def done(future):
    with lock:
        seen.append(future.exception() is None)


with ThreadPoolExecutor(4) as pool:
    futures = [pool.submit(cube, n) for n in range(12)]
    for each in futures:
        each.add_done_callback(done)
    good = [f.result() for f in futures if not f.exception()]
    print(good, sum(pool.map(cube, range(6))))
print(sorted(seen))
