"""Three workers take numbers from a bounded queue and answer through another one."""
import queue
import threading

work, answers = queue.Queue(3), queue.SimpleQueue()


def worker():
    while (number := work.get()) is not None:
        answers.put(number * number)
        work.task_done()
    work.task_done()


threads = [threading.Thread(target=worker, daemon=True) for _ in range(3)]
for thread in threads:
    thread.start()
for n in range(15):
    work.put(n)
for _ in threads:
    work.put(None)
work.join()
for thread in threads:
    thread.join()
print(sorted(answers.get() for _ in range(15)))
