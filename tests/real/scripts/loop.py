"""An event loop gives work to three threads, which call it back through its socket pair."""
import asyncio
from concurrent.futures import ThreadPoolExecutor


async def main():
    loop = asyncio.get_running_loop()
    called = asyncio.Queue()

    def square(n):
        loop.call_soon_threadsafe(called.put_nowait, n)
        return n * n

    with ThreadPoolExecutor(3) as pool:
        squares = [loop.run_in_executor(pool, square, n) for n in range(9)]
        answers = [await each for each in squares]
        await asyncio.sleep(1)
    print(answers, sorted(called.get_nowait() for _ in range(9)))


asyncio.run(main())
