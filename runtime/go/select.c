/* select.c: select, natively: all its channels are locked, so that the cases are looked at together.
 *
 * Locks are taken in the order of their addresses; cases are tried in a random order, so that each of
 * those that can go is as likely (as in Go's runtime, select.go).
 */
#include <stdlib.h>

#include "channel.h"

enum { FEW = 8 };

struct selection {
    const struct go_case *cases;
    size_t count;
    struct go_waiter *waiters; /* one a case */
    go_chan **locks;           /* by address, each once */
    size_t locked;
};

static void sort_locks(struct selection *s) {
    s->locked = 0;
    for (size_t i = 0; i < s->count; i++) {
        go_chan *ch = s->cases[i].ch;
        size_t at = s->locked;
        if (ch == NULL)
            continue;
        while (at > 0 && (uintptr_t)s->locks[at - 1] > (uintptr_t)ch)
            at--;
        if (at > 0 && s->locks[at - 1] == ch)
            continue;
        for (size_t j = s->locked++; j > at; j--)
            s->locks[j] = s->locks[j - 1];
        s->locks[at] = ch;
    }
}

static void lock_all(const struct selection *s) {
    for (size_t i = 0; i < s->locked; i++)
        go_spin_lock(&s->locks[i]->lock);
}

static void unlock_all(const struct selection *s) {
    for (size_t i = s->locked; i-- > 0;)
        go_spin_unlock(&s->locks[i]->lock);
}

/* Marsaglia, "Xorshift RNGs": 13, 7, 17. The clock seeds it, so that runs of a program differ too. */
static uint64_t draw(struct go_g *g) {
    uint64_t x = g->random;
    if (x == 0)
        x = ((uint64_t)go_now() + g->id) * 0x9e3779b97f4a7c15 | 1;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return g->random = x;
}

/* Carries out one case if one can go: its index, or -1. */
static int try_cases(const struct selection *s, enum go_attempt *attempt,
                     struct go_sleeper **wake) {
    struct go_g *g = go_self();
    /* Fisher and Yates, as the cases are taken; in the waiters, which are not in use yet. */
    for (size_t i = 0; i < s->count; i++)
        s->waiters[i].index = (int)i;
    for (size_t left = s->count; left > 0; left--) {
        size_t at = left > 1 ? (size_t)((draw(g) >> 16) % left) : 0;
        int i = s->waiters[at].index;
        const struct go_case *c = &s->cases[i];
        s->waiters[at].index = s->waiters[left - 1].index;
        if (c->ch == NULL)
            continue;
        *attempt =
            c->sends ? go_try_send(c->ch, c->value, wake) : go_try_recv(c->ch, c->value, wake);
        if (*attempt != GO_CANNOT)
            return i;
    }
    return -1;
}

static struct go_queue *queue_of(const struct go_case *c) {
    return c->sends ? &c->ch->senders : &c->ch->receivers;
}

/* Waits at all channels, whose locks the caller has. */
static int wait_in_all(const struct selection *s, enum go_attempt *attempt) {
    struct go_sleeper sleeper = {.selects = true};
    for (size_t i = 0; i < s->count; i++) {
        const struct go_case *c = &s->cases[i];
        s->waiters[i] = (struct go_waiter){.sleeper = &sleeper, .value = c->value, .index = (int)i};
        if (c->ch != NULL)
            go_queue_add(queue_of(c), &s->waiters[i]);
    }
    unlock_all(s);
    go_park(&sleeper.word, GO_WAIT_SELECT);
    lock_all(s);
    for (size_t i = 0; i < s->count; i++)
        if (s->cases[i].ch != NULL)
            go_queue_remove(queue_of(&s->cases[i]), &s->waiters[i]);
    unlock_all(s);
    *attempt = sleeper.ok ? GO_DONE : GO_CLOSED;
    const struct go_case *c = &s->cases[sleeper.chosen];
    if (!sleeper.ok && !c->sends)
        go_move(c->ch, c->value, NULL);
    return sleeper.chosen;
}

static int run(struct selection *s, bool poll, enum go_attempt *attempt) {
    struct go_sleeper *wake;
    sort_locks(s);
    lock_all(s);
    int chosen = try_cases(s, attempt, &wake);
    if (chosen < 0 && !poll)
        return wait_in_all(s, attempt);
    unlock_all(s);
    if (chosen >= 0 && wake != NULL)
        go_unpark(&wake->word);
    return chosen;
}

static int finish(const struct go_case *cases, int chosen, enum go_attempt attempt) {
    if (chosen < 0)
        return chosen;
    const struct go_case *c = &cases[chosen];
    if (c->sends && attempt == GO_CLOSED)
        go_panic_send_closed(c->ch);
    if (!c->sends && c->ok != NULL)
        *c->ok = attempt == GO_DONE;
    return chosen;
}

static int select_probed(const struct go_probe *p, const struct go_case *cases, size_t count,
                         bool poll) {
    bool ok;
    int chosen = go_chan_probed(p, cases, count, poll, true, &ok);
    if (chosen >= 0 && !cases[chosen].sends && cases[chosen].ok != NULL)
        *cases[chosen].ok = ok;
    return chosen;
}

static int select_native(const struct go_case *cases, size_t count, bool poll) {
    struct go_waiter few[FEW];
    go_chan *few_locks[FEW];
    struct selection s = {.cases = cases, .count = count, .waiters = few, .locks = few_locks};
    enum go_attempt attempt = GO_CANNOT;
    if (count > FEW) {
        s.waiters = go_alloc(count * sizeof *s.waiters);
        s.locks = go_alloc(count * sizeof(go_chan *));
    }
    int chosen = run(&s, poll, &attempt);
    if (count > FEW) {
        free(s.waiters);
        free(s.locks);
    }
    return finish(cases, chosen, attempt);
}

int go_select_cases(const struct go_case *cases, size_t count) {
    const struct go_probe *p = go_probed();
    if (p != NULL)
        return select_probed(p, cases, count, false);
    bool possible = false;
    for (size_t i = 0; i < count; i++)
        possible = possible || cases[i].ch != NULL;
    if (!possible)
        go_park_for_ever(count == 0 ? GO_WAIT_SELECT_NONE : GO_WAIT_SELECT);
    return select_native(cases, count, false);
}

int go_select_poll(const struct go_case *cases, size_t count) {
    const struct go_probe *p = go_probed();
    return p != NULL ? select_probed(p, cases, count, true) : select_native(cases, count, true);
}
