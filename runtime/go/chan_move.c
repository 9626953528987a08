/* chan_move.c: sending and receiving: plain operations, and their one attempt that select has as well.
 *
 * As in Go's runtime (chan.go): who waits, waits in the order of coming, and the other side hands the
 * value over and lets it go, so nobody has to look again.
 */
#include <string.h>

#include "channel.h"

void go_move(const go_chan *ch, void *to, const void *from) {
    if (to == NULL || ch->elem == 0)
        return;
    if (from != NULL)
        memcpy(to, from, ch->elem);
    else
        memset(to, 0, ch->elem);
}

static char *slot(go_chan *ch, size_t at) {
    if (at >= ch->capacity)
        at -= ch->capacity;
    return (char *)ch->buffer + at * ch->elem;
}

void go_buffer_put(go_chan *ch, const void *value) {
    go_move(ch, slot(ch, ch->head + ch->count), value);
    ch->count++;
}

void go_buffer_take(go_chan *ch, void *place) {
    go_move(ch, place, slot(ch, ch->head));
    ch->head = ch->head + 1 == ch->capacity ? 0 : ch->head + 1;
    ch->count--;
}

void go_queue_add(struct go_queue *queue, struct go_waiter *w) {
    w->next = NULL;
    w->prev = queue->last;
    if (queue->last != NULL)
        queue->last->next = w;
    else
        queue->first = w;
    queue->last = w;
    w->queued = true;
}

void go_queue_remove(struct go_queue *queue, struct go_waiter *w) {
    if (!w->queued)
        return;
    *(w->prev != NULL ? &w->prev->next : &queue->first) = w->next;
    *(w->next != NULL ? &w->next->prev : &queue->last) = w->prev;
    w->queued = false;
}

/* Who waited longest, now to be served by the caller; NULL if nobody waits. */
static struct go_waiter *take_waiter(struct go_queue *queue) {
    for (struct go_waiter *w; (w = queue->first) != NULL;) {
        uint32_t open = 0;
        go_queue_remove(queue, w);
        /* A select that another of its channels serves just now is no longer waiting here. */
        if (!w->sleeper->selects ||
            __atomic_compare_exchange_n(&w->sleeper->taken, &open, 1, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED)) {
            w->sleeper->chosen = w->index;
            w->sleeper->ok = true;
            return w;
        }
    }
    return NULL;
}

enum go_attempt go_try_send(go_chan *ch, const void *value, struct go_sleeper **wake) {
    *wake = NULL;
    if (ch->closed)
        return GO_CLOSED;
    struct go_waiter *w = take_waiter(&ch->receivers);
    if (w != NULL) {
        go_move(ch, w->value, value);
        *wake = w->sleeper;
        return GO_DONE;
    }
    if (ch->count == ch->capacity)
        return GO_CANNOT;
    go_buffer_put(ch, value);
    return GO_DONE;
}

enum go_attempt go_try_recv(go_chan *ch, void *place, struct go_sleeper **wake) {
    *wake = NULL;
    if (ch->count != 0) {
        go_buffer_take(ch, place);
        struct go_waiter *w = take_waiter(&ch->senders);
        if (w != NULL) {
            go_buffer_put(ch, w->value);
            *wake = w->sleeper;
        }
        return GO_DONE;
    }
    if (ch->closed) {
        go_move(ch, place, NULL);
        return GO_CLOSED;
    }
    struct go_waiter *w = take_waiter(&ch->senders);
    if (w == NULL)
        return GO_CANNOT;
    go_move(ch, place, w->value);
    *wake = w->sleeper;
    return GO_DONE;
}

void go_park_for_ever(enum go_waiting why) {
    uint32_t never = 0;
    for (;;)
        go_park(&never, why);
}

void go_panic_send_closed(const go_chan *ch) {
    go_panic_of(GO_FATAL_SEND_CLOSED, ch->obj, "send on closed channel");
}

/* Queues the caller at CH, whose lock it has, gives that back, and waits. True: another goroutine came;
 * false: a close. */
static bool wait_in(go_chan *ch, struct go_queue *queue, void *value, enum go_waiting why) {
    struct go_sleeper s = {0};
    struct go_waiter w = {.sleeper = &s, .value = value};
    go_queue_add(queue, &w);
    go_spin_unlock(&ch->lock);
    go_park(&s.word, why);
    return s.ok;
}

void go_chan_send(go_chan *ch, const void *value) {
    const struct go_probe *p = go_probed();
    void *from = (void *)(uintptr_t)value;
    struct go_sleeper *wake;
    if (p != NULL) {
        struct go_case c = {.ch = ch, .value = from, .sends = true};
        bool ok;
        go_chan_probed(p, &c, 1, false, false, &ok);
        return;
    }
    if (ch == NULL)
        go_park_for_ever(GO_WAIT_NIL_SEND);
    go_spin_lock(&ch->lock);
    enum go_attempt attempt = go_try_send(ch, value, &wake);
    if (attempt == GO_CANNOT) {
        if (!wait_in(ch, &ch->senders, from, GO_WAIT_SEND))
            go_panic_send_closed(ch);
        return;
    }
    go_spin_unlock(&ch->lock);
    if (attempt == GO_CLOSED)
        go_panic_send_closed(ch);
    if (wake != NULL)
        go_unpark(&wake->word);
}

bool go_chan_recv(go_chan *ch, void *place) {
    const struct go_probe *p = go_probed();
    struct go_sleeper *wake;
    if (p != NULL) {
        struct go_case c = {.ch = ch, .value = place};
        bool ok;
        go_chan_probed(p, &c, 1, false, false, &ok);
        return ok;
    }
    if (ch == NULL)
        go_park_for_ever(GO_WAIT_NIL_RECV);
    go_spin_lock(&ch->lock);
    enum go_attempt attempt = go_try_recv(ch, place, &wake);
    if (attempt == GO_CANNOT) {
        if (wait_in(ch, &ch->receivers, place, GO_WAIT_RECV))
            return true;
        go_move(ch, place, NULL);
        return false;
    }
    go_spin_unlock(&ch->lock);
    if (wake != NULL)
        go_unpark(&wake->word);
    return attempt == GO_DONE;
}
