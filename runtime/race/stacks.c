/* stacks.c: the calls that each task is in, and numbers for stacks.
 *
 * A stack is a node of a tree: its innermost address, and the stack of the caller. A node is made when it is
 * asked for, and known from then on by the call that it belongs to.
 */
#include "limits.h"
#include "task.h"

#define BUCKETS RACE_MAX_STACKS
#define NODES (RACE_MAX_STACKS + RACE_MAX_BARE)
/* Two frames further apart than this are on different stacks. */
#define ONE_STACK ((uint64_t)16 << 20)

struct node {
    uint64_t pc;
    uint32_t caller, next;
};
struct race_chunk {
    struct race_chunk *below, *above;
    uint64_t spare;
    struct race_frame frame[RACE_CHUNK_FRAMES];
};

static struct {
    struct node *at; /* 0 is none */
    uint32_t *bucket;
    uint32_t used;
    struct race_chunk *chunks;
    uint64_t chunks_used;
    struct race_chunk *unused;
} pool;

/* What was looked up lately. */
#define RECENT 256
static struct recent {
    uint64_t pc;
    uint32_t caller, stack;
} recent[RECENT];

bool race_stacks_begin(void) {
    for (unsigned i = 0; i < RECENT; i++)
        recent[i].stack = 0;
    pool.at = race_host->pages(NODES * sizeof *pool.at);
    pool.bucket = race_host->pages(BUCKETS * sizeof *pool.bucket);
    pool.chunks = race_host->pages(RACE_FRAME_BYTES);
    pool.used = 1;
    pool.chunks_used = 0;
    pool.unused = NULL;
    return pool.at != NULL && pool.bucket != NULL && pool.chunks != NULL;
}

static uint32_t hash_of(uint32_t caller, uint64_t pc) {
    return (uint32_t)(((pc ^ (uint64_t)caller << 40) * 0x9e3779b97f4a7c15ull + caller) >> 36) &
           (BUCKETS - 1);
}

static uint32_t look_up(uint32_t caller, uint64_t pc) {
    uint32_t b = hash_of(caller, pc);
    for (uint32_t n = pool.bucket[b]; n != 0; n = pool.at[n].next)
        if (pool.at[n].pc == pc && pool.at[n].caller == caller)
            return n;
    if (pool.used >= RACE_MAX_STACKS && caller != 0) {
        race_bound("more different stacks than are kept: callers are missing");
        return look_up(0, pc);
    }
    if (pool.used >= NODES)
        return 0;
    pool.at[pool.used] = (struct node){.pc = pc, .caller = caller, .next = pool.bucket[b]};
    return pool.bucket[b] = pool.used++;
}

static uint32_t number(uint32_t caller, uint64_t pc) {
    struct recent *r = &recent[(pc ^ caller) % RECENT];
    if (r->pc != pc || r->caller != caller || r->stack == 0)
        *r = (struct recent){.pc = pc, .caller = caller, .stack = look_up(caller, pc)};
    return r->stack;
}

/* The frame that called F, which is in *CHUNK; NULL. */
static struct race_frame *caller_of(struct race_frame *f, struct race_chunk **chunk) {
    if (f != (*chunk)->frame)
        return f - 1;
    *chunk = (*chunk)->below;
    return *chunk == NULL ? NULL : &(*chunk)->frame[RACE_CHUNK_FRAMES - 1];
}

/* Numbers the calls that T is in: outwards to one that has a number, and back. */
static uint32_t number_calls(struct race_task *t) {
    struct race_frame *f = t->top, *outer;
    struct race_chunk *chunk = t->chunk, *at = chunk;
    while ((outer = caller_of(f, &at)) != NULL && outer->stack == 0) {
        f = outer;
        chunk = at;
    }
    for (uint32_t stack = outer == NULL ? 0 : outer->stack;;) {
        f->stack = stack = number(stack, f->pc);
        if (f == t->top)
            return stack;
        if (f != &chunk->frame[RACE_CHUNK_FRAMES - 1]) {
            f++;
        } else {
            chunk = chunk->above;
            f = chunk->frame;
        }
    }
}

uint32_t race_stack_number(struct race_task *t, const void *pc) {
    uint32_t caller = t->top == NULL ? 0 : t->top->stack != 0 ? t->top->stack : number_calls(t);
    return number(caller, (uintptr_t)pc);
}

uint32_t race_stack_list(uint32_t stack, uint64_t *pc, uint32_t max) {
    uint32_t n = 0;
    if (pool.at == NULL || stack >= pool.used)
        return 0;
    for (; stack != 0 && n < max; stack = pool.at[stack].caller)
        pc[n++] = pool.at[stack].pc;
    return n;
}

static struct race_chunk *chunk_new(void) {
    struct race_chunk *c = pool.unused;
    if (c != NULL) {
        pool.unused = c->above;
    } else {
        if ((pool.chunks_used + 1) * sizeof *c > RACE_FRAME_BYTES)
            return NULL;
        c = &pool.chunks[pool.chunks_used++];
    }
    c->above = c->below = NULL;
    return c;
}

/* The frame above the top of T, whose chunk is full or not there; NULL if there is no room. */
static struct race_frame *next_chunk(struct race_task *t) {
    struct race_chunk *c = t->chunk == NULL ? NULL : t->chunk->above;
    if (c == NULL) {
        c = chunk_new();
        if (c == NULL) {
            race_bound("calls nested deeper than are kept: callers are missing");
            return NULL;
        }
        c->below = t->chunk;
        if (t->chunk != NULL)
            t->chunk->above = c;
    }
    t->chunk = c;
    t->bottom = c->frame;
    return c->frame;
}

static void pop(struct race_task *t) {
    if (t->top != t->bottom) {
        t->top--;
        return;
    }
    struct race_chunk *below = t->chunk->below;
    if (below == NULL) {
        t->top = NULL;
        return;
    }
    t->chunk = below;
    t->bottom = below->frame;
    t->top = &below->frame[RACE_CHUNK_FRAMES - 1];
}

void race_enter(void *pc, const void *frame) {
    struct race_task *t = race_self;
    if (t == NULL)
        return;
    uint64_t sp = (uintptr_t)frame;
    while (__builtin_expect(t->top != NULL && t->top->sp <= sp && sp - t->top->sp < ONE_STACK, 0))
        pop(t);
    struct race_frame *f;
    if (t->top == NULL)
        f = t->chunk == NULL ? next_chunk(t) : t->bottom;
    else
        f = t->top - t->bottom == RACE_CHUNK_FRAMES - 1 ? next_chunk(t) : t->top + 1;
    if (f == NULL) {
        t->missing++;
        return;
    }
    t->top = f;
    f->pc = (uintptr_t)pc;
    f->sp = sp;
    f->stack = 0;
}

void race_leave(void) {
    struct race_task *t = race_self;
    if (t == NULL || t->top == NULL)
        return;
    if (__builtin_expect(t->missing > 0, 0))
        t->missing--;
    else
        pop(t);
}

void race_stack_clear(struct race_task *t) {
    struct race_chunk *c = t->chunk;
    while (c != NULL && c->above != NULL)
        c = c->above;
    while (c != NULL) {
        struct race_chunk *below = c->below;
        c->above = pool.unused;
        pool.unused = c;
        c = below;
    }
    t->top = t->bottom = NULL;
    t->chunk = NULL;
    t->missing = 0;
}
