/* race_model.c: random small programs against a brute-force account of what happened before what.
 *
 * Each step of a program is a node of a graph; program order and the synchronisation that each primitive
 * promises are its edges; everything else follows by closure. Whatever the runtime tells must be two
 * accesses that conflict and that no path connects; and every access that conflicts with an earlier one
 * without a path from it must be told, or be stood for by a write of the same task just before it.
 *
 * With RACE_TEST_SMALL the runtime has next to no room: what it tells must still be true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/lib/race_host.h"

enum { TASKS = 5, BYTES = 32, NODES = 448, WORDS = NODES / 64, ACCESSES = 256, QUEUE = 256 };
enum { OBJECTS = 4 }; /* of each kind */
enum state { ABSENT, CREATED, RUNS, ARRIVED, LEAVES, WAITS, WOKEN, EXITED, JOINED };

struct queue {
    int node[QUEUE];
    uint64_t seq[QUEUE];
    unsigned first, last;
};
struct node_set {
    int node[NODES];
    unsigned count;
};
struct access {
    int node, task;
    unsigned start, size, flags;
    uint32_t position, epoch;
    uint16_t life[BYTES];
    bool freed[BYTES]; /* these bytes were given back: no part of their history */
};

static struct model {
    uint64_t random;
    bool small, races_known; /* this program may be told in full */
    struct {
        enum state state;
        int last, event; /* node; number of its node at the event that releases it */
        uint64_t seq, woken;
        unsigned epochs;
        struct node_set pending;
        int fence; /* node, -1 */
        int obj;   /* that it waits at */
        int woken_by;
    } task[TASKS];
    uint64_t before[NODES][WORDS]; /* what happened before each node */
    unsigned nodes;
    struct access access[ACCESSES];
    unsigned accesses;
    uint16_t life[BYTES];
    int freed_by[BYTES]; /* access, -1 */
    struct node_set word[BYTES], released[BYTES];
    struct {
        int owner; /* -1 */
        struct node_set all, writes;
        uint64_t seq; /* last release */
        unsigned readers[TASKS];
        unsigned waiting;
    } mutex[OBJECTS], rwlock[OBJECTS], barrier[OBJECTS], group[OBJECTS], note[OBJECTS],
        pipe[OBJECTS], once[OBJECTS];
    struct queue posts[OBJECTS], sent[OBJECTS], room[OBJECTS];
    char expected_free[ACCESSES][ACCESSES];
} m;

static uint8_t memory[BYTES + 64] __attribute__((aligned(64)));

static uint64_t draw(void) {
    uint64_t z = m.random += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}
static unsigned below(unsigned n) {
    return (unsigned)((draw() >> 33) % n);
}

/* ---- the account ---- */

static bool before(int a, int b) {
    return (m.before[b][a / 64] >> (a % 64) & 1) != 0;
}

static void edge(int from, int to) {
    if (from < 0 || from == to)
        return;
    for (unsigned i = 0; i < WORDS; i++)
        m.before[to][i] |= m.before[from][i];
    m.before[to][from / 64] |= (uint64_t)1 << (from % 64);
}

static int node(int t) {
    int n = (int)m.nodes++;
    memset(m.before[n], 0, sizeof m.before[n]);
    edge(m.task[t].last, n);
    m.task[t].last = n;
    return n;
}

static void add(struct node_set *set, int n) {
    for (unsigned i = 0; i < set->count; i++)
        if (set->node[i] == n)
            return;
    set->node[set->count++] = n;
}

static void add_all(struct node_set *set, const struct node_set *from) {
    for (unsigned i = 0; i < from->count; i++)
        add(set, from->node[i]);
}

static void edges(const struct node_set *set, int to) {
    for (unsigned i = 0; i < set->count; i++)
        edge(set->node[i], to);
}

static void put(struct queue *q, int n, uint64_t seq) {
    q->node[q->last] = n;
    q->seq[q->last++] = seq;
}

static uint64_t event(int t, enum ds_op op, uint32_t obj, uint64_t from, int32_t result,
                      uint32_t arg) {
    m.task[t].epochs++;
    return host_event((struct ds_event){
        .task = (uint32_t)t, .op = op, .obj = obj, .from = from, .result = result, .arg = arg});
}

static uint32_t handle(unsigned kind, int i) {
    return 1 + kind * OBJECTS + (unsigned)i;
}

/* ---- accesses ---- */

static void *pc_of(unsigned access) {
    return (void *)(uintptr_t)(0x1000 + access);
}

static struct access *access_new(int t, int n, unsigned start, unsigned size, unsigned flags) {
    struct access *a = &m.access[m.accesses++];
    *a = (struct access){.node = n, .task = t, .start = start, .size = size, .flags = flags};
    a->position = host.events[t];
    /* An atomic operation belongs to what came before its point. */
    a->epoch = m.task[t].epochs - ((flags & RACE_ATOMIC) != 0);
    memcpy(a->life, m.life, sizeof a->life);
    for (unsigned b = start; b < start + size; b++) {
        a->freed[b] = m.freed_by[b] >= 0;
        if (a->freed[b])
            m.expected_free[m.freed_by[b]][a - m.access] = 1;
    }
    return a;
}

static void plain(int t) {
    static const unsigned sizes[] = {1, 2, 4, 8, 8, 4, 16, 3, 24};
    unsigned size = sizes[below(9)], start = below(BYTES - size + 1), write = below(2);
    unsigned i = m.accesses;
    if (below(3) != 0)
        start &= ~(size < 8 ? size - 1 : 7u);
    if (race_preempt == RACE_PREEMPT_ALL)
        m.task[t].epochs++;
    if (size <= 16 && below(8) != 0)
        race_plain(memory + start, size, write, pc_of(i));
    else
        race_range(memory + start, size, write, pc_of(i));
    access_new(t, node(t), start, size, write);
}

static void give_back(int t) {
    unsigned start = below(4) * 8, size = 1 + below(BYTES - start), i = m.accesses;
    race_table.freed(memory + start, size, pc_of(i));
    access_new(t, node(t), start, size, RACE_WRITE | RACE_FREE);
    for (unsigned b = start; b < start + size; b++) {
        if (m.freed_by[b] < 0)
            m.freed_by[b] = (int)i;
        if (m.freed_by[b] == (int)i) {
            m.life[b]++;
            m.word[b].count = m.released[b].count = 0;
        }
    }
}

static void renew(void) {
    unsigned start = below(4) * 8, size = 1 + below(BYTES - start);
    race_table.fresh(memory + start, size, NULL);
    for (unsigned b = start; b < start + size; b++) {
        m.life[b]++;
        m.freed_by[b] = -1;
        m.word[b].count = m.released[b].count = 0;
    }
}

static bool acquires(unsigned order) {
    return order != RACE_RELAXED && order != RACE_RELEASE;
}

static void atomic(int t) {
    unsigned size = 1u << below(4), start = below(BYTES / size) * size, op = below(3);
    unsigned order = op == RACE_LOAD    ? (unsigned[]){0, 2, 2, 5}[below(4)]
                     : op == RACE_STORE ? (unsigned[]){0, 3, 3, 5}[below(4)]
                                        : (unsigned[]){0, 2, 3, 4, 5}[below(5)];
    unsigned i = m.accesses;
    bool failed = op == RACE_UPDATE && below(4) == 0;
    assert_true(race_word_begin(memory + start, size, op, order, pc_of(i)));
    m.task[t].epochs++;
    if (failed) { /* a compare-exchange */
        op = RACE_LOAD;
        order = order == RACE_ACQ_REL ? RACE_ACQUIRE : order == RACE_RELEASE ? RACE_RELAXED : order;
    }
    race_word_end(memory + start, size, op, order, false);
    int n = node(t);
    struct node_set *word = &m.word[start];
    if (op != RACE_STORE && acquires(order))
        edges(word, n);
    else if (op != RACE_STORE)
        add_all(&m.task[t].pending, word);
    if (op == RACE_STORE)
        word->count = 0;
    if (op != RACE_LOAD && order >= RACE_RELEASE)
        add(word, n);
    else if (op != RACE_LOAD && m.task[t].fence >= 0)
        add(word, m.task[t].fence);
    access_new(t, n, start, size, RACE_ATOMIC | (op == RACE_LOAD ? 0 : RACE_WRITE));
}

static void fence(int t) {
    unsigned order = 2 + below(4);
    race_fence(order, pc_of(0));
    m.task[t].epochs++;
    int n = node(t);
    if (acquires(order))
        edges(&m.task[t].pending, n);
    if (order >= RACE_RELEASE)
        m.task[t].fence = n;
}

static void announce(int t) {
    unsigned b = below(BYTES);
    int n = node(t);
    if (below(2)) {
        race_release(memory + b);
        m.task[t].epochs++;
        add(&m.released[b], n);
    } else {
        race_acquire(memory + b);
        edges(&m.released[b], n);
    }
}
/* ---- synchronisation ---- */

enum { MUTEX, COND, RWLOCK, SEM, BARRIER, GROUP, NOTE, PIPE, CELL, CHANNEL };

static void released(struct node_set *set, int n) {
    set->count = 0;
    add(set, n);
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

static void family(int t) {
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

static void sources(void (*mark)(uint64_t seq)) {
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

/* ---- a program ---- */

static void step(int t) {
    host_run((uint32_t)t);
    switch (m.task[t].state) {
    case CREATED:
        start(t);
        return;
    case LEAVES:
        leave(t);
        return;
    case WOKEN:
        wake(t, false);
        return;
    case WAITS:
        if (below(4) == 0)
            wake(t, true);
        return;
    case RUNS:
        break;
    default:
        return;
    }
    static void (*const ways[])(int t) = {mutex,  mutex,     mutex,    signal,        rwlock,
                                          rwlock, semaphore, arrive,   gather,        gather,
                                          cell,   channel,   channel,  nothing,       family,
                                          family, fence,     announce, leave_for_good};
    switch (below(16)) {
    case 0:
    case 1:
    case 2:
        atomic(t);
        return;
    case 3:
        if (below(6) == 0)
            give_back(t);
        else if (below(6) == 0)
            renew();
        return;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
        ways[below(sizeof ways / sizeof *ways)](t);
        return;
    default:
        plain(t);
        return;
    }
}

static void play(uint64_t seed) {
    memset(&m, 0, sizeof m);
    m.random = seed;
    unsigned steps = 10 + below(below(4) == 0 ? 180 : 60);
    host.sources = sources;
    host_begin(TASKS,
               below(4) == 0   ? RACE_PREEMPT_SYNC
               : below(4) == 0 ? RACE_PREEMPT_ALL
                               : RACE_PREEMPT_ATOMIC,
               NULL, 0, below(2));
    for (int i = 0; i < OBJECTS; i++) {
        m.mutex[i].owner = m.rwlock[i].owner = -1;
        for (int k = 0; k < 2; k++)
            put(&m.room[i], -1, 0);
    }
    for (int b = 0; b < BYTES; b++)
        m.freed_by[b] = -1;
    for (int t = 0; t < TASKS; t++)
        m.task[t].last = m.task[t].fence = -1;
    m.task[0].state = RUNS;
    for (unsigned n = below(TASKS); n > 0; n--) {
        host_run(0);
        family(0);
    }
    while (steps-- > 0 && m.nodes < NODES - 4 && m.accesses < ACCESSES - 1)
        step((int)below(TASKS));
}

/* ---- what must have been told ---- */

/* That a block was given back may be among what there was no room for. */
static bool touches(const struct access *a, unsigned b) {
    return b >= a->start && b < a->start + a->size && (!a->freed[b] || host.bound != NULL);
}

static bool conflict(const struct access *i, const struct access *j) {
    return i->task != j->task && ((i->flags | j->flags) & RACE_WRITE) != 0 &&
           (i->flags & j->flags & RACE_ATOMIC) == 0;
}

static bool race(const struct access *i, const struct access *j, unsigned b) {
    return touches(i, b) && touches(j, b) && i->life[b] == j->life[b] && conflict(i, j) &&
           !before(i->node, j->node);
}

static const struct access *side(const struct race_found *f, int s) {
    uint64_t i = host_pc(f->side[s].stack) - 0x1000;
    assert_true(i < m.accesses);
    const struct access *a = &m.access[i];
    assert_int_equal(f->side[s].task, a->task);
    assert_int_equal(f->side[s].flags, a->flags);
    assert_int_equal(f->side[s].position, a->position);
    return a;
}

static unsigned check_told(const struct race_found *f, char told[][ACCESSES]) {
    const struct access *i = side(f, 0), *j = side(f, 1);
    unsigned b = (unsigned)(f->addr - (uintptr_t)memory);
    assert_true(i < j && b < BYTES);
    assert_true(f->side[1].addr == (uintptr_t)memory + j->start && f->side[1].size == j->size);
    assert_true(f->side[0].addr >= (uintptr_t)memory + i->start &&
                f->side[0].addr + f->side[0].size <= (uintptr_t)memory + i->start + i->size);
    told[i - m.access][j - m.access] = f->freed ? 2 : 1;
    if (f->freed) {
        /* Without room for the first that gave it back, a second one is told. */
        bool again = host.bound != NULL && (i->flags & RACE_FREE) != 0 && j->freed[b] &&
                     (i->life[b] == j->life[b] || i->life[b] + 1 == j->life[b]);
        assert_true(m.expected_free[i - m.access][j - m.access] || again);
        bool unordered = i->task != j->task && !before(i->node, j->node);
        assert_true(f->unordered == unordered || (!f->unordered && host.bound != NULL));
    } else {
        assert_true(race(i, j, b));
        assert_true(f->unordered);
    }
    return !f->freed;
}

/* A plain write of its own task, in the same epoch and to the same bytes, stands for J, and so does the same
 * access. */
static bool stood_for(const struct access *j, unsigned b) {
    unsigned from = b / 8 * 8 > j->start ? b / 8 * 8 : j->start;
    unsigned to = b / 8 * 8 + 8 < j->start + j->size ? b / 8 * 8 + 8 : j->start + j->size;
    for (const struct access *w = m.access; w < j; w++) {
        bool all = w->task == j->task && w->epoch == j->epoch &&
                   (w->flags == j->flags ||
                    (w->flags & (RACE_WRITE | RACE_ATOMIC | RACE_FREE)) == RACE_WRITE);
        for (unsigned x = from; x < to && all; x++)
            all = touches(w, x) && w->life[x] == j->life[x];
        if (all)
            return true;
    }
    return false;
}

static bool told_at_all(unsigned b, uint16_t life, char told[][ACCESSES]) {
    for (const struct access *j = m.access; j < m.access + m.accesses; j++)
        for (const struct access *i = m.access; i < j; i++)
            if (told[i - m.access][j - m.access] == 1 && i->life[b] == life && race(i, j, b))
                return true;
    return false;
}

static void check_untold(const struct access *j, char told[][ACCESSES]) {
    for (unsigned b = 0; b < BYTES; b++) {
        bool races = false, known = false;
        for (const struct access *i = m.access; i < j; i++) {
            races |= race(i, j, b);
            known |= told[i - m.access][j - m.access] == 1 && race(i, j, b);
        }
        if (races && !known)
            assert_true(stood_for(j, b) && told_at_all(b, j->life[b], told));
    }
    for (unsigned i = 0; i < m.accesses; i++)
        if (m.expected_free[i][j - m.access])
            assert_int_equal(told[i][j - m.access], 2);
}

static unsigned check(bool in_full) {
    static char told[ACCESSES][ACCESSES];
    unsigned races = 0;
    memset(told, 0, sizeof told);
    assert_true(host.count <= HOST_FOUND);
    for (uint32_t f = 0; f < host.count; f++)
        races += check_told(&host.found[f], told);
    for (unsigned j = 0; j < m.accesses && in_full; j++)
        check_untold(&m.access[j], told);
    return races;
}

static uint64_t programs(void) {
    const char *full = getenv("FULL");
    return full != NULL && *full != 0 ? 300000 : 20000;
}

static void what_is_told_is_what_races(void **state) {
    uint64_t n = programs(), racy = 0, races = 0, bounds = 0;
    const char *one = getenv("SEED");
    (void)state;
    for (uint64_t seed = one ? strtoull(one, NULL, 0) : 1; seed <= n; seed++) {
        if (getenv("TRACE"))
            fprintf(stderr, "seed %llu\n", (unsigned long long)seed);
        play(seed);
        unsigned r = check(host.bound == NULL);
        races += r;
        racy += r > 0;
        bounds += host.bound != NULL;
        if (one)
            break;
    }
    printf("# %llu programs, %llu with races, %llu races, %llu met a bound\n",
           (unsigned long long)n, (unsigned long long)racy, (unsigned long long)races,
           (unsigned long long)bounds);
    if (one)
        return;
    assert_in_range(racy, n / 10, n);
#ifdef RACE_TEST_SMALL
    assert_in_range(bounds, n / 10, n);
#else
    assert_int_equal(bounds, 0);
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_told_is_what_races)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
