"""What a generated program is made of: objects, tasks, and the statements of each task.

A program is built slot by slot. In each slot stands one part (parts.py), a small protocol between
some of the tasks that are alive there; every task performs its share of the parts in the order of
slots. Why a program without a seeded bug always ends, and always with the same counts:

1. A part needs nothing but its own participants: once all of them have come to it, it ends. Each
   part's builder says why.
2. Locks that several parts share are taken in the order of their rank and given back before the
   task waits for anything but a lock of higher rank; a condition wait gives back the one lock held.
3. A task is created in a slot before its first part and joined in a slot after its last one, by the
   same task, which itself takes part in nothing later than its own join.

So let S be the first slot whose part does not end, or which some task does not reach. All parts
before S have ended, so by 3 every creation and join before S is over, all participants come to S,
and by 1 and 2 its part ends. Counts are changed only by additions under their lock (or by one task,
or by tasks that a barrier or semaphore orders), so their sums depend on no schedule.

Nothing here asks for more than the program's number: the same number is the same program for ever,
until this folder changes.
"""

MASK = (1 << 64) - 1
MAX_TASKS, MAX_OBJECTS, MAX_OPS = 12, 48, 240  # script.h


class Rng:
    """Numbers that follow from a seed: splitmix64."""

    def __init__(self, seed):
        self.state = (seed * 0x9E3779B97F4A7C15 + 0x1234567) & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def span(self, low, high):
        """A number of low..high, both included."""
        return low + self.next() % (high - low + 1)

    def chance(self, percent):
        return self.next() % 100 < percent

    def pick(self, items):
        return items[self.next() % len(items)]

    def some(self, items, count):
        """COUNT different ones of ITEMS, in any order."""
        left, out = list(items), []
        while left and len(out) < count:
            out.append(left.pop(self.next() % len(left)))
        return out


class Task:
    def __init__(self, name, parent):
        self.name, self.parent = name, parent
        self.first, self.end = 0, 0  # takes part in slots first..end-1
        self.joined = 0              # the slot in which its creator joins it
        self.detached = False
        self.children = 0
        self.over = None             # a semaphore by which it tells its creator that it is done
        self.unjoined = False        # seeded: nobody joins it
        self.stuck = None            # seeded: a semaphore that it waits for after that
        self.body = []               # statements: (word, argument, ...)


class Program:
    def __init__(self, number, rng):
        self.number, self.rng = number, rng
        self.c11 = False
        self.objects = []   # (kind, name, word, ...)
        self.expected = {}  # count -> its value at the end
        self.tasks = []     # main first
        self.locks = []     # pool of mutexes, by rank: (name, its count, its condition)
        self.noise = 0      # percent
        self.polls = True   # some locks and joins are taken by tries or timed waits in a loop

    def new(self, kind, *words, stem=None):
        """Declares an object; its name."""
        stem = stem or kind
        name = stem + str(1 + sum(o[1].rstrip("0123456789") == stem for o in self.objects))
        self.objects.append((kind, name) + words)
        return name

    def count(self, start=0, stem="n"):
        name = self.new("count", *([str(start)] if start else []), stem=stem)
        self.expected[name] = start
        return name

    def kind_of(self, name):
        return next(o for o in self.objects if o[1] == name)

    def mutex(self, words=None, stem="m"):
        if words is None:
            kinds = ["normal", "recursive"] if self.c11 else \
                ["normal", "normal", "recursive", "errorcheck", "adaptive"]
            words = [self.rng.pick(kinds)]
            if not self.c11 and self.rng.chance(40):
                words.append("static")
        return self.new("mutex", *words, stem=stem)

    def cond(self, stem="c"):
        words = []
        if not self.c11:
            words = [w for w in (self.rng.pick(["realtime", "monotonic"]),) if w == "monotonic"]
        return self.new("cond", *words, stem=stem)

    def alive(self, slot):
        return [t for t in self.tasks if t.first <= slot < t.end]

    def say(self, task, *statement):
        task.body.append(statement)

    def add(self, task, count, number):
        """The task adds NUMBER to COUNT, which it may."""
        self.say(task, "add", count, number)
        self.expected[count] += number

    def pause(self, task, percent=None):
        """Now and then something that only takes time."""
        if not self.rng.chance(self.noise if percent is None else percent):
            return
        if self.rng.chance(60):
            self.say(task, "yield")
        else:
            word = self.rng.pick(["nanosleep", "usleep", "clock-nanosleep"])
            self.say(task, word, self.rng.pick(["1us", "20us", "150us"]))

    def patience(self):
        return self.rng.pick(["200us", "1ms", "2s"])

    def how(self, plain=60):
        """How a lock is taken: at once, by tries with a yield between, or by waits with an end."""
        if self.rng.chance(plain) or not self.polls:
            return ("plain",)
        if self.rng.chance(50):
            return ("try",)
        clock = "timed" if self.c11 or self.rng.chance(50) else "clock"
        return (clock, self.patience())


def plant_tasks(p, slots, workers, all_alive):
    """The creation tree. ALL_ALIVE: every worker lives through all slots."""
    rng = p.rng
    p.tasks.append(Task("main", None))
    p.tasks[0].end = p.tasks[0].joined = slots
    for _ in range(workers):
        parents = [t for t in p.tasks[1:] if t.parent is p.tasks[0] and not t.detached]
        parent = rng.pick(parents) if parents and rng.chance(25) else p.tasks[0]
        parent.children += 1
        name = (parent.name + "." if parent.parent else "T") + str(parent.children)
        task = Task(name, parent)
        task.first, task.end = parent.first, parent.end
        if not all_alive and slots > 1:
            if rng.chance(20):
                task.first = rng.span(parent.first, parent.end - 1)
            if rng.chance(25):
                task.end = rng.span(task.first + 1, parent.end)
        task.joined = rng.span(task.end, parent.end)
        task.detached = not all_alive and rng.chance(12)
        p.tasks.append(task)
        if len(p.tasks) == MAX_TASKS:
            break


def births_and_joins(p, slot):
    """What stands before the part of SLOT: first creations, then joins, in any order."""
    for task in p.tasks[1:]:
        if task.first == slot and task.parent.end > slot:
            p.say(task.parent, "create-detached" if task.detached else "create", task.name)
            if task.detached:
                task.over = p.new("sem", "0", stem="over")
    joins = [t for t in p.tasks[1:] if t.joined == slot]
    # In any order: no child waits for another one's end.
    for task in (joins if p.rng.chance(50) else joins[::-1]):
        join_task(p, task)
    for task in p.tasks[1:]:
        if task.end == slot and task.over:
            p.say(task, "sem-post", task.over)
            if task.stuck:
                p.say(task, "sem-wait", task.stuck, "plain")


def join_task(p, task):
    if task.over:
        p.say(task.parent, "sem-wait", task.over, "plain")
    if not task.detached and not task.unjoined:
        how = p.how(75) if not p.c11 else ("plain",)
        p.say(task.parent, "join", task.name, *how)
