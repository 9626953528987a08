"""Parts with exactly one seeded bug: what must be found, on which objects and tasks, how soon.

Each builder makes the good part if BAD is false: the twins differ by the bug alone. A claim names the
kinds that the bug may be found as, "misuse/SUBKIND" for misuses; nothing may be found beside it. The
bound is the number of seeds within which it must be found.
"""
import parts


class Claim:
    def __init__(self, kinds, objects=(), tasks=(), bound=50):
        self.kinds, self.bound = tuple(kinds), bound
        self.objects = tuple(objects)  # the finding names one of them
        self.tasks = tuple(tasks)      # and all of these

    def sticks(self):
        """It leaves a task waiting for ever: then one that polls for that task never ends either."""
        return any(not kind.startswith(("misuse", "assert", "thread-leak", "livelock"))
                   for kind in self.kinds)


def private(p, bad_kinds=()):
    """A mutex of the part's own, of any type but BAD_KINDS, and a count."""
    kinds = ["normal", "recursive"] if p.c11 else ["normal", "recursive", "errorcheck", "adaptive"]
    return p.mutex([p.rng.pick([k for k in kinds if k not in bad_kinds])], "own"), p.count()


def section(p, task, mutex, count):
    p.say(task, "lock", mutex, "plain")
    p.add(task, count, 1)
    p.pause(task)
    p.say(task, "unlock", mutex)


def lock_order(p, who, bad):
    """Two tasks take two locks in opposite orders."""
    one, other = p.rng.some(who, 2)
    (a, n), (b, k) = private(p), private(p)
    for _ in range(3):
        for task, first, second in ((one, a, b), (other, b, a) if bad else (other, a, b)):
            p.say(task, "lock", first, "plain")
            p.say(task, "lock", second, "plain")
            p.add(task, n, 1)
            p.add(task, k, 1)
            p.say(task, "unlock", second)
            p.say(task, "unlock", first)
    return Claim(["deadlock", "partial-deadlock"], [a, b], [one.name, other.name])


def missing_unlock(p, who, bad):
    """A task forgets an unlock."""
    one, other = p.rng.some(who, 2)
    mutex, count = private(p)
    section(p, other, mutex, count)
    section(p, one, mutex, count)
    if bad:
        one.body.pop()
    return Claim(["deadlock", "partial-deadlock", "misuse/lock-held-at-exit",
                  "misuse/recursion-mismatch"], [mutex])


def lock_again(p, who, bad):
    """A task locks what it holds, where that blocks."""
    task = p.rng.pick(who)
    mutex, count = private(p, ("recursive", "errorcheck"))
    section(p, task, mutex, count)
    p.say(task, "lock", mutex, "plain")
    if bad:
        p.say(task, "lock", mutex, "plain")
    p.add(task, count, 1)
    if bad:
        p.say(task, "unlock", mutex)
    p.say(task, "unlock", mutex)
    return Claim(["self-deadlock"], [mutex], [task.name])


def if_for_while(p, who, bad):
    """A consumer asks once; it is told at each of three additions and needs them all."""
    one, other = p.rng.some(who, 2)
    (mutex, _), cond, count = private(p), p.cond("own"), p.count()
    p.say(one, "lock", mutex, "plain")
    p.say(one, "wait-if" if bad else "wait", count, 3, cond, mutex)
    p.say(one, "at-least", count, 3)
    p.say(one, "unlock", mutex)
    for _ in range(3):
        parts.tell(p, other, count, cond, mutex, "broadcast")
    return Claim(["assert"], [count])


def forgotten_signal(p, who, bad):
    """The addition that a consumer needs is not told."""
    one, other = p.rng.some(who, 2)
    (mutex, _), cond, count = private(p), p.cond("own"), p.count()
    p.say(one, "lock", mutex, "plain")
    p.say(one, "wait", count, 2, cond, mutex)
    p.say(one, "unlock", mutex)
    parts.tell(p, other, count, cond, mutex, "signal")
    p.say(other, "lock", mutex, "plain")
    p.add(other, count, 1)
    p.say(other, "unlock", mutex)
    if not bad:
        p.say(other, "signal", cond)
    # Unless the waiter comes before the second addition there is nothing to wait for.
    return Claim(["deadlock", "lost-wakeup"], [cond], [one.name], bound=150)


def signal_outside(p, who, bad):
    """The predicate is changed and told without the lock, between the waiter's test and its wait."""
    one, other = p.rng.some(who, 2)
    (mutex, _), cond, count = private(p), p.cond("own"), p.count()
    heard = p.new("sem", "0", stem="heard")
    for time in range(1, 5):
        p.say(one, "lock", mutex, "plain")
        p.say(one, "wait", count, time, cond, mutex)
        p.say(one, "unlock", mutex)
        p.say(one, "sem-post", heard)
        if not bad:
            p.say(other, "lock", mutex, "plain")
        p.add(other, count, 1)
        p.say(other, "signal", cond)
        if not bad:
            p.say(other, "unlock", mutex)
        p.say(other, "sem-wait", heard, "plain")
    # Four windows of one point each, between a test and its wait.
    return Claim(["lost-wakeup", "deadlock"], [cond], [one.name], bound=400)


def missing_post(p, who, bad):
    """One post fewer than waits."""
    one, other = p.rng.some(who, 2)
    sem = p.new("sem", "0", stem="own")
    waits = p.rng.span(1, 3)
    for _ in range(waits):
        p.say(one, "sem-wait", sem, "plain")
    for _ in range(waits - bad):
        p.pause(other)
        p.say(other, "sem-post", sem)
    return Claim(["deadlock"], [sem], [one.name])


def barrier_count(p, who, bad):
    """A barrier of one more than come."""
    group = p.rng.some(who, p.rng.span(2, 4))
    name, serial = p.new("barrier", str(len(group) + bad), stem="own"), p.count(stem="serial")
    for task in group:
        p.pause(task)
        p.say(task, "barrier-wait", name, serial)
    p.expected[serial] += 1
    return Claim(["deadlock"], [name], [t.name for t in group])


def double_unlock(p, who, bad):
    """An unlock too many."""
    task = p.rng.pick(who)
    mutex, count = private(p)
    section(p, task, mutex, count)
    if bad:
        p.say(task, "unlock", mutex)
    return Claim(["misuse/unlock-of-unlocked"], [mutex], [task.name])


def unlock_by_another(p, who, bad):
    """A task gives back what another one has taken."""
    one, other = p.rng.some(who, 2)
    (mutex, count), sem = private(p), p.new("sem", "0", stem="own")
    p.say(one, "lock", mutex, "plain")
    p.add(one, count, 1)
    p.say(one, "sem-post", sem)
    p.pause(one)
    p.say(other, "sem-wait", sem, "plain")
    p.say(other if bad else one, "unlock", mutex)
    if not bad:
        section(p, other, mutex, count)
    return Claim(["misuse/unlock-by-another"], [mutex], [other.name])


def missing_join(p, who, bad):
    """A thread that says that it is done is neither joined nor detached."""
    task = p.rng.pick(who)
    task.over, task.unjoined = p.new("sem", "0", stem="over"), bad
    return Claim(["thread-leak/unjoined"], [], [task.name])


def stuck_detached(p, who, bad):
    """A detached thread waits for a post that nobody makes; the program ends without it."""
    task = p.rng.pick(who)
    created = task.parent.body.index(("create", task.name))
    task.parent.body[created] = ("create-detached", task.name)
    task.detached, task.over = True, p.new("sem", "0", stem="over")
    task.stuck = p.new("sem", str(1 - bad), stem="own")
    return Claim(["thread-leak"], [task.stuck], [task.name])


def two_mutexes(p, who, bad):
    """Two tasks wait on one condition, each with a mutex of its own; the third comes when both have
    it, so that both wait."""
    one, other, third = p.rng.some(who, 2) + [p.tasks[0]]
    (a, _), (b, _) = private(p), private(p)
    cond, count, there = p.cond("own"), p.count(), p.new("sem", "0", stem="there")
    for task, mutex in ((one, a), (other, b if bad else a)):
        p.say(task, "lock", mutex, "plain")
        p.say(task, "sem-post", there)
        p.say(task, "wait", count, 1, cond, mutex)
        p.say(task, "unlock", mutex)
    for _ in range(2):
        p.say(third, "sem-wait", there, "plain")
    p.say(third, "lock", a, "plain")
    p.say(third, "lock", b, "plain")
    p.add(third, count, 1)
    p.say(third, "broadcast", cond)
    p.say(third, "unlock", b)
    p.say(third, "unlock", a)
    return Claim(["misuse/two-mutexes"], [cond])


def split_update(p, who, bad):
    """A count is read in one critical section and written in the next."""
    one, other = p.rng.some(who, 2)
    mutex, count = private(p)
    for task in (one, other):
        for _ in range(2):
            p.say(task, "lock", mutex, "plain")
            p.say(task, "take", count)
            if bad:
                p.say(task, "unlock", mutex)
                p.say(task, "lock", mutex, "plain")
            p.say(task, "put", count, 1)
            p.expected[count] += 1
            p.say(task, "unlock", mutex)
    # Only a switch between the sections shows it, while the other one has its turn.
    return Claim(["assert"], [count], bound=200)


def read_twice(p, who, bad):
    """A read lock taken again while a writer that is preferred waits."""
    one, other = p.rng.some(who, 2)
    lock = p.new("rwlock", "nonrecursive", stem="own")
    left, right = p.count(stem="left"), p.count(stem="right")
    for _ in range(3):
        parts.read(p, one, lock, left, right, False)
        if bad:
            p.say(one, "rdlock", lock, "plain")
            p.say(one, "rdlock", lock, "plain")
            p.say(one, "rw-unlock", lock)
            p.say(one, "rw-unlock", lock)
        p.say(other, "wrlock", lock, "plain")
        p.say(other, "rw-unlock", lock)
    # The writer must come between the two reads, three times one point wide.
    return Claim(["self-deadlock", "deadlock", "partial-deadlock"], [lock], [one.name], bound=200)


def destroy_in_use(p, who, bad):
    """A mutex is destroyed while a task may hold it."""
    one, other = p.rng.some(who, 2)
    mutex, count = private(p)
    sem = p.new("sem", "0", stem="own")
    for _ in range(2):
        section(p, one, mutex, count)
    p.say(one, "sem-post", sem)
    if not bad:
        p.say(other, "sem-wait", sem, "plain")
    p.say(other, "mutex-destroy", mutex)
    return Claim(["misuse/destroy-in-use", "misuse/use-after-destroy"], [mutex])


def crossed_tries(p, who, bad):
    """Two tasks, each holding one lock, try for the other's without end."""
    one, other = p.rng.some(who, 2)
    (a, n), (b, k) = private(p), private(p)
    for _ in range(2):
        for task, first, second in ((one, a, b), (other, b, a) if bad else (other, a, b)):
            p.say(task, "lock", first, "plain")
            p.say(task, "lock", second, "try")
            p.add(task, n, 1)
            p.add(task, k, 1)
            p.say(task, "unlock", second)
            p.say(task, "unlock", first)
    # Both must hold one lock, and there are two windows of one point.
    return Claim(["livelock"], [], [one.name, other.name], bound=300)


def pipe_short(p, who, bad):
    """A byte more is read than written, from a pipe that stays open."""
    one, other = p.rng.some(who, 2)
    name, size = p.new("pipe", stem="own"), p.rng.span(1, 600)
    p.say(one, "pipe-read", name, size + bad)
    p.say(other, "pipe-write", name, size)
    return Claim(["deadlock"], [], [one.name])


ALL = (lock_order, missing_unlock, lock_again, if_for_while, forgotten_signal, signal_outside,
       missing_post, barrier_count, double_unlock, unlock_by_another, missing_join, stuck_detached,
       two_mutexes, split_update, read_twice, destroy_in_use, crossed_tries)
PIPES = (pipe_short,)
