"""The parts of good programs: each ends once all its participants have come, and says why."""


def locks(p, who):
    """Some locks of the pool, in the order of rank, counts changed under them, given back in any
    order. Ends: who holds the highest lock taken waits for nothing, so it gives it back; the same
    then goes for the next lower one."""
    for task in p.rng.some(who, p.rng.span(1, 4)):
        for _ in range(p.rng.span(1, 3)):
            lock_once(p, task)


def lock_once(p, task):
    ranks = sorted(p.rng.some(range(len(p.locks)), p.rng.span(1, 2)))
    taken = []
    for rank in ranks:
        mutex, count, _ = p.locks[rank]
        times = 2 if "recursive" in p.kind_of(mutex) and p.rng.chance(50) else 1
        for _ in range(times):
            p.say(task, "lock", mutex, *p.how())
            taken.append(mutex)
        p.pause(task)
        p.add(task, count, p.rng.span(1, 9))
    for mutex in p.rng.some(taken, len(taken)):
        p.say(task, "unlock", mutex)
        p.pause(task, p.noise // 2)


def handoff(p, who):
    """Producers count up under a lock and tell; consumers wait until the count is high enough. Ends:
    producers only take the lock, and their sum reaches every consumer's number; each addition is
    told, to all, or, where one task waits on a condition of its own, by a signal."""
    if len(who) < 2:
        return locks(p, who)
    group = p.rng.some(who, p.rng.span(2, 4))
    alone = p.rng.chance(50)
    consumers = group[:1] if alone else group[:p.rng.span(1, len(group) - 1)]
    producers = group[len(consumers):]
    mutex, _, cond = p.rng.pick(p.locks)
    if alone:
        cond = p.cond()
    work = [(task, p.rng.span(1, 3)) for task in producers]
    total = sum(n for _, n in work)
    count, seen = p.count(), p.count(stem="seen")
    for task in consumers:
        least = p.rng.span(1, total)
        p.say(task, "lock", mutex, "plain")
        wait_least(p, task, count, least, cond, mutex)
        p.say(task, "at-least", count, least)
        p.add(task, seen, least)
        p.say(task, "unlock", mutex)
    for task, n in work:
        for _ in range(n):
            tell(p, task, count, cond, mutex, "signal" if alone else "broadcast")
    return None


def wait_least(p, task, count, least, cond, mutex):
    if p.rng.chance(70) or not p.polls:
        p.say(task, "wait", count, least, cond, mutex)
    else:
        p.say(task, "timed-wait", count, least, cond, mutex, p.patience())


def tell(p, task, count, cond, mutex, word):
    """Adds 1 to COUNT under MUTEX, and says so before or after the unlock."""
    p.pause(task)
    p.say(task, "lock", mutex, *p.how())
    p.add(task, count, 1)
    inside = p.rng.chance(60)
    if inside:
        p.say(task, word, cond)
    p.pause(task, p.noise // 2)
    p.say(task, "unlock", mutex)
    if not inside:
        p.say(task, word, cond)


def chain(p, who):
    """Tasks take turns by a count: step J waits until the count is J, and makes it J + 1. Ends: step 0
    need not wait; after step J the one of J + 1 is told, and each task's steps ascend."""
    group = p.rng.some(who, p.rng.span(2, 4))
    mutex, _, cond = p.rng.pick(p.locks)
    turn = p.count(stem="turn")
    for step in range(len(group) * p.rng.span(1, 3)):
        task = group[step % len(group)]
        p.say(task, "lock", mutex, "plain")
        wait_least(p, task, turn, step, cond, mutex)
        p.say(task, "expect", turn, step)
        p.add(task, turn, 1)
        p.say(task, "broadcast", cond)
        p.say(task, "unlock", mutex)
        p.pause(task)


def semaphore(p, who):
    """Posts, then as many waits. Ends: each participant posts first, waiting for nothing, and the
    waits together take no more than start and posts give."""
    group = p.rng.some(who, p.rng.span(1, 4))
    start = p.rng.span(0, 2)
    sem = p.new("sem", str(start))
    posts = [(task, p.rng.span(0, 2)) for task in group]
    total = start + sum(n for _, n in posts)
    for task, n in posts:
        for _ in range(n):
            p.pause(task)
            p.say(task, "sem-post", sem)
    for _ in range(total):
        task = p.rng.pick(group)
        p.say(task, "sem-wait", sem, *p.how())
        p.pause(task, p.noise // 2)


def turnstile(p, who):
    """A semaphore of one as a lock around a count. Ends: who has it posts it without waiting."""
    sem, count = p.new("sem", "1"), p.count()
    for task in p.rng.some(who, p.rng.span(1, 4)):
        for _ in range(p.rng.span(1, 3)):
            p.say(task, "sem-wait", sem, *p.how())
            p.add(task, count, p.rng.span(1, 9))
            p.pause(task)
            p.say(task, "sem-post", sem)


def buffer(p, who):
    """The bounded buffer: free places and items as semaphores. Ends: producers and consumers are
    different tasks, as many items are made as taken, and free places and items sum up to the size
    whenever nobody is in between, so one of both sides can always go on."""
    if len(who) < 2:
        return turnstile(p, who)
    group = p.rng.some(who, p.rng.span(2, 4))
    makers = group[:p.rng.span(1, len(group) - 1)]
    takers = group[len(makers):]
    size, items = p.rng.span(1, 3), p.rng.span(2, 6)
    free, full = p.new("sem", str(size), stem="free"), p.new("sem", "0", stem="full")
    mutex, stored = p.mutex(stem="buf"), p.count(stem="stored")
    taken = p.count(stem="taken")
    for number in range(items):
        one_item(p, makers[number % len(makers)], free, full, mutex, stored)
        one_item(p, takers[number % len(takers)], full, free, mutex, taken)
    return None


def one_item(p, task, wait, post, mutex, count):
    p.say(task, "sem-wait", wait, *p.how(80))
    p.say(task, "lock", mutex, "plain")
    p.add(task, count, 1)
    p.say(task, "unlock", mutex)
    p.say(task, "sem-post", post)
    p.pause(task)


def barrier(p, who):
    """Rounds of a barrier of exactly the participants; each round has one serial thread. Ends: all
    come as often as there are rounds. What one did before it the others see after the last round."""
    group = p.rng.some(who, p.rng.span(1, 5))
    rounds = p.rng.span(1, 3)
    name, serial = p.new("barrier", str(len(group))), p.count(stem="serial")
    own = [(task, p.count(stem="own")) for task in group]
    for _ in range(rounds):
        for task, mine in own:
            p.add(task, mine, p.rng.span(1, 9))
            p.pause(task)
            p.say(task, "barrier-wait", name, serial)
    p.expected[serial] += rounds
    for task in p.rng.some(group, 2):
        _, other = p.rng.pick(own)
        p.say(task, "expect", other, p.expected[other])


def readers(p, who):
    """Writers change two counts by the same; readers see both the same. Ends: who holds the lock
    waits for nothing; nobody holding it asks to write; reads are nested only where readers are
    preferred."""
    if p.c11:
        return turnstile(p, who)
    kind = p.rng.pick(["readers", "readers", "writers", "nonrecursive"])
    lock = p.new("rwlock", *([kind, "static"] if p.rng.chance(40) else [kind]))
    one, two = p.count(stem="left"), p.count(stem="right")
    for task in p.rng.some(who, p.rng.span(1, 4)):
        for _ in range(p.rng.span(1, 3)):
            if p.rng.chance(45):
                write(p, task, lock, one, two)
            else:
                read(p, task, lock, one, two, kind == "readers" and p.rng.chance(30))
    return None


def write(p, task, lock, one, two):
    number = p.rng.span(1, 9)
    p.say(task, "wrlock", lock, *p.how())
    p.add(task, one, number)
    p.pause(task)
    p.add(task, two, number)
    p.say(task, "rw-unlock", lock)


def read(p, task, lock, one, two, twice):
    p.say(task, "rdlock", lock, *p.how())
    if twice:
        p.say(task, "rdlock", lock, *p.how())
    p.pause(task)
    p.say(task, "same", one, two)
    if twice:
        p.say(task, "rw-unlock", lock)
    p.say(task, "rw-unlock", lock)


def spin(p, who):
    """A spin lock around a count. Ends: who has it waits for nothing."""
    lock, count = p.new("spin"), p.count()
    for task in p.rng.some(who, p.rng.span(1, 4)):
        for _ in range(p.rng.span(1, 3)):
            p.say(task, "spin-lock", lock, p.rng.pick(["plain", "plain", "try"] if p.polls else ["plain"]))
            p.add(task, count, p.rng.span(1, 9))
            p.say(task, "spin-unlock", lock)
            p.pause(task)


def once(p, who):
    """Some call the same initialiser, which yields. Ends: it waits for nothing."""
    name = p.new("once")
    for task in p.rng.some(who, p.rng.span(1, 4)):
        p.pause(task)
        p.say(task, "once", name)


def keys(p, who):
    """Thread-specific values whose destructor yields. Ends: nobody waits."""
    name = p.new("key")
    for task in p.rng.some(who, p.rng.span(1, 3)):
        p.say(task, "key-set", name)


def pipe(p, who):
    """Bytes through a small pipe. Ends: readers and writers are different tasks, as many bytes are
    read as written, and whichever side waits, the other one does not."""
    if len(who) < 2:
        return once(p, who)
    group = p.rng.some(who, p.rng.span(2, 4))
    writers = group[:p.rng.span(1, len(group) - 1)]
    takers = group[len(writers):]
    name = p.new("pipe")
    pieces = [p.rng.pick([1, 7, 512, 4096, 6000]) for _ in range(p.rng.span(1, 4))]
    for number, size in enumerate(pieces):
        p.pause(writers[number % len(writers)])
        p.say(writers[number % len(writers)], "pipe-write", name, size)
    left = sum(pieces)
    while left:
        size = min(left, p.rng.pick([64, 1000, 4096, 9000]))
        task = p.rng.pick(takers)
        p.say(task, "pipe-read", name, size)
        left -= size
    return None


ALL = (locks, locks, handoff, handoff, chain, semaphore, turnstile, buffer, barrier, readers, readers,
       spin, once, keys)
