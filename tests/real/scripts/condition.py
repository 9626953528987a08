"""Three consumers and a producer over threading's own condition, semaphore, event and barrier."""
import threading

ROUNDS = 4
ready = threading.Condition()
room = threading.BoundedSemaphore(2)
start = threading.Event()
meet = threading.Barrier(3)
items, taken = [], []


def consume(name):
    start.wait()
    for _ in range(ROUNDS):
        with ready:
            ready.wait_for(lambda: items, timeout=1000)
            taken.append((items.pop(0), name))
        room.release()
    meet.wait()


consumers = [threading.Thread(target=consume, args=(n,)) for n in range(3)]
for consumer in consumers:
    consumer.start()
start.set()
for number in range(3 * ROUNDS):
    room.acquire()
    with ready:
        items.append(number)
        ready.notify()
for consumer in consumers:
    consumer.join()
print(sorted(number for number, _ in taken), len(items))
