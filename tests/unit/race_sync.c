/* race_sync.c: the steps of random programs that synchronise: what each primitive promises, as edges of the
 * account, beside the events that the engine would tell of. */
#include "tests/unit/race_account.h"

enum { MUTEX, COND, RWLOCK, SEM, BARRIER, GROUP, NOTE, PIPE, CELL, CHANNEL };

static uint32_t handle(unsigned kind, int i) {
    return 1 + kind * OBJECTS + (unsigned)i;
}

static void unlock(int t, int i, bool waits) {
    uint64_t seq = waits ? host_event((struct ds_event){.task = (uint32_t)t,
                                                        .op = DS_OP_COND_WAIT,
                                                        .obj = handle(COND, i),
                                                        .obj2 = handle(MUTEX, i)})
                         : event(t, DS_OP_MUTEX_UNLOCK, handle(MUTEX, i), 0, DS_OK, 0);
    m.task[t].epochs += waits;
    m.mutex[i].owner = -1;
    m.mutex[i].seq = seq;
    released(&m.mutex[i].all, node(t));
    if (waits) {
        m.task[t].state = WAITS;
        m.task[t].obj = i;
    }
}

static void lock(int t, int i) {
    if (m.mutex[i].owner >= 0) {
        event(t, DS_OP_MUTEX_TRYLOCK, handle(MUTEX, i), 0, DS_BUSY, 0);
        node(t);
        return;
    }
    event(t, DS_OP_MUTEX_LOCK, handle(MUTEX, i), m.mutex[i].seq, DS_OK, 0);
    edges(&m.mutex[i].all, node(t));
    m.mutex[i].owner = t;
}

static void mutex(int t) {
    int i = (int)below(OBJECTS);
    if (m.mutex[i].owner == t)
        unlock(t, i, below(3) == 0);
    else
        lock(t, i);
}

/* A woken or late waiter of a condition takes its mutex again. */
static void wake(int t, bool late) {
    int i = m.task[t].obj;
    if (m.mutex[i].owner >= 0)
        return;
    host_event((struct ds_event){.task = (uint32_t)t,
                                 .op = DS_OP_COND_WAKE,
                                 .obj = handle(COND, i),
                                 .obj2 = handle(MUTEX, i),
                                 .from = late ? 0 : m.task[t].woken,
                                 .result = late ? DS_TIMEDOUT : DS_OK});
    m.task[t].epochs++;
    int n = node(t);
    edges(&m.mutex[i].all, n);
    if (!late)
        edge(m.task[t].woken_by, n);
    m.mutex[i].owner = t;
    m.task[t].state = RUNS;
    m.task[t].woken = 0;
}

static void signal(int t) {
    int i = (int)below(OBJECTS);
    uint64_t seq = event(t, DS_OP_COND_SIGNAL, handle(COND, i), 0, DS_OK, 0);
    int n = node(t);
    for (int u = 0; u < TASKS; u++) {
        if (m.task[u].state != WAITS || m.task[u].obj != i)
            continue;
        m.task[u].state = WOKEN;
        m.task[u].woken = seq;
        m.task[u].woken_by = n;
        return;
    }
}

static void rwlock(int t) {
    int i = (int)below(OBJECTS);
    unsigned readers = 0;
    bool writes = below(2);
    for (int u = 0; u < TASKS; u++)
        readers += m.rwlock[i].readers[u];
    if (m.rwlock[i].owner == t || m.rwlock[i].readers[t] > 0) {
        m.rwlock[i].seq = event(t, DS_OP_RW_UNLOCK, handle(RWLOCK, i), 0, DS_OK, 0);
        int n = node(t);
        add(&m.rwlock[i].all, n);
        if (m.rwlock[i].owner == t)
            add(&m.rwlock[i].writes, n);
        if (m.rwlock[i].owner == t)
            m.rwlock[i].owner = -1;
        else
            m.rwlock[i].readers[t]--;
        return;
    }
    bool can = m.rwlock[i].owner < 0 && (!writes || readers == 0);
    event(t, writes ? DS_OP_RW_TRYWRLOCK : DS_OP_RW_TRYRDLOCK, handle(RWLOCK, i),
          can ? m.rwlock[i].seq : 0, can ? DS_OK : DS_BUSY, 0);
    int n = node(t);
    if (!can)
        return;
    edges(writes ? &m.rwlock[i].all : &m.rwlock[i].writes, n);
    if (writes)
        m.rwlock[i].owner = t;
    else
        m.rwlock[i].readers[t]++;
}

static void semaphore(int t) {
    int i = (int)below(OBJECTS);
    struct queue *q = &m.posts[i];
    if (below(2) || q->first == q->last) {
        uint64_t seq = event(t, DS_OP_SEM_POST, handle(SEM, i), 0, DS_OK, 0);
        put(q, node(t), seq);
        return;
    }
    event(t, DS_OP_SEM_WAIT, handle(SEM, i), q->seq[q->first], DS_OK, 0);
    edge(q->node[q->first++], node(t));
}

static void arrive(int t) {
    int i = (int)below(2);
    struct node_set *all = &m.barrier[i].all;
    bool last = m.barrier[i].waiting + 1 >= 2u + (unsigned)i;
    uint64_t seq = event(t, DS_OP_BARRIER_WAIT, handle(BARRIER, i), m.barrier[i].seq,
                         last ? DS_SERIAL : DS_OK, 0);
    int n = node(t);
    m.barrier[i].seq = seq;
    if (!last) {
        add(all, n);
        m.barrier[i].waiting++;
        m.task[t].state = ARRIVED;
        m.task[t].obj = i;
        return;
    }
    edges(all, n);
    all->count = m.barrier[i].waiting = 0;
    for (int u = 0; u < TASKS; u++) {
        if (m.task[u].state != ARRIVED || m.task[u].obj != i)
            continue;
        m.task[u].state = LEAVES;
        m.task[u].woken = seq;
        m.task[u].woken_by = n;
    }
}

static void leave(int t) {
    event(t, DS_OP_BARRIER_LEAVE, handle(BARRIER, m.task[t].obj), m.task[t].woken, DS_OK, 0);
    edge(m.task[t].woken_by, node(t));
    m.task[t].state = RUNS;
    m.task[t].woken = 0;
}

/* All that released there comes before what acquires there. */
static void gather(int t) {
    static const struct {
        unsigned kind;
        enum ds_op op;
        uint32_t arg;
        bool acquires, releases;
    } ways[] = {
        {GROUP, DS_OP_WG_ADD, 1, false, true},
        {GROUP, DS_OP_WG_DONE, 0, false, true},
        {GROUP, DS_OP_WG_WAIT, 0, true, false},
        {NOTE, DS_OP_HB_BEFORE, 0, false, true},
        {NOTE, DS_OP_HB_AFTER, 0, true, false},
        {PIPE, DS_OP_EVENT_ACT, DS_ACT_SEND, false, true},
        {PIPE, DS_OP_EVENT_ACT, DS_ACT_RECEIVE, true, false},
        {PIPE, DS_OP_EVENT_ACT, DS_ACT_SEND | DS_ACT_RECEIVE, true, true},
        {PIPE, DS_OP_EVENT_WAIT, DS_WAIT_READ, true, false},
        {PIPE, DS_OP_SIGNAL_SEND, 0, false, true},
        {PIPE, DS_OP_SIGNAL_TAKE, 0, true, false},
    };
    int i = (int)below(OBJECTS);
    unsigned w = below(sizeof ways / sizeof *ways);
    uint64_t *last = ways[w].kind == GROUP  ? &m.group[i].seq
                     : ways[w].kind == NOTE ? &m.note[i].seq
                                            : &m.pipe[i].seq;
    struct node_set *all = ways[w].kind == GROUP  ? &m.group[i].all
                           : ways[w].kind == NOTE ? &m.note[i].all
                                                  : &m.pipe[i].all;
    bool fails = ways[w].op == DS_OP_EVENT_WAIT && below(2);
    uint64_t seq =
        event(t, ways[w].op, handle(ways[w].kind, i), ways[w].acquires && !fails ? *last : 0,
              fails ? DS_TIMEDOUT : DS_OK, ways[w].arg);
    int n = node(t);
    if (ways[w].acquires && !fails)
        edges(all, n);
    if (ways[w].releases) {
        add(all, n);
        *last = seq;
    }
}

/* A Go atomic, or a once: who comes later comes after the last one alone. */
static void cell(int t) {
    static const enum ds_op ops[] = {DS_OP_ATOMIC_LOAD, DS_OP_ATOMIC_STORE, DS_OP_ATOMIC_UPDATE};
    int i = (int)below(OBJECTS);
    unsigned op = below(3);
    uint64_t seq = event(t, ops[op], handle(CELL, i), op == 1 ? 0 : m.once[i].seq, DS_OK, 0);
    int n = node(t);
    if (op != 1)
        edges(&m.once[i].all, n);
    if (op == 0)
        return;
    released(&m.once[i].all, n);
    m.once[i].seq = seq;
}

/* A channel for two values: a send releases before it acquires, and so does a receive. */
static void channel(int t) {
    int i = (int)below(OBJECTS);
    struct queue *sent = &m.sent[i], *room = &m.room[i];
    bool sends = below(2);
    struct queue *take = sends ? room : sent, *give = sends ? sent : room;
    if (take->first == take->last) {
        event(t, DS_OP_CHAN_POLL, handle(CHANNEL, i), 0, DS_AGAIN, 0);
        node(t);
        return;
    }
    unsigned at = take->first++;
    uint64_t seq = event(t, sends ? DS_OP_CHAN_SEND : DS_OP_CHAN_RECV, handle(CHANNEL, i),
                         take->seq[at], DS_OK, 0);
    put(give, node(t), seq);
    edge(take->node[at], node(t));
}

static void nothing(int t) {
    static const enum ds_op ops[] = {DS_OP_YIELD, DS_OP_SLEEP, DS_OP_CLOCK, DS_OP_PREEMPT};
    event(t, ops[below(4)], DS_NO_OBJ, 0, DS_OK, 0);
    node(t);
}

void family(int t) {
    for (int u = 1; u < TASKS; u++) {
        if (m.task[u].state == ABSENT) {
            m.task[u].seq = event(t, DS_OP_CREATE, (uint32_t)u, 0, DS_OK, 0);
            m.task[u].woken_by = node(t);
            m.task[u].state = CREATED;
            return;
        }
        if (m.task[u].state == EXITED && below(2)) {
            event(t, DS_OP_JOIN, (uint32_t)u, m.task[u].seq, DS_OK, 0);
            edge(m.task[u].last, node(t));
            m.task[u].state = JOINED;
            return;
        }
    }
}

static void start(int t) {
    event(t, DS_OP_START, DS_NO_OBJ, m.task[t].seq, DS_OK, 0);
    edge(m.task[t].woken_by, node(t));
    m.task[t].state = RUNS;
    m.task[t].woken = 0;
}

static void leave_for_good(int t) {
    if (t == 0 || below(4) != 0)
        return;
    m.task[t].seq = event(t, DS_OP_EXIT, DS_NO_OBJ, 0, DS_OK, 0);
    node(t);
    m.task[t].state = EXITED;
}

static void mark_queue(void (*mark)(uint64_t), const struct queue *q) {
    for (unsigned i = q->first; i < q->last; i++)
        mark(q->seq[i]);
}

void sources(void (*mark)(uint64_t seq)) {
    for (int t = 0; t < TASKS; t++) {
        mark(m.task[t].seq);
        mark(m.task[t].woken);
    }
    for (int i = 0; i < OBJECTS; i++) {
        mark(m.mutex[i].seq);
        mark(m.barrier[i].seq);
        mark(m.once[i].seq);
        mark_queue(mark, &m.posts[i]);
        mark_queue(mark, &m.sent[i]);
        mark_queue(mark, &m.room[i]);
    }
}
bool held(int t) {
    switch (m.task[t].state) {
    case RUNS:
        return false;
    case CREATED:
        start(t);
        return true;
    case LEAVES:
        leave(t);
        return true;
    case WOKEN:
        wake(t, false);
        return true;
    case WAITS:
        if (below(4) == 0)
            wake(t, true);
        return true;
    default:
        return true;
    }
}

void synchronise(int t) {
    static void (*const ways[])(int t) = {mutex,  mutex,     mutex,    signal,        rwlock,
                                          rwlock, semaphore, arrive,   gather,        gather,
                                          cell,   channel,   channel,  nothing,       family,
                                          family, fence,     announce, leave_for_good};
    ways[below(sizeof ways / sizeof *ways)](t);
}
