/* channel.h: what a channel consists of, and who waits at it, for the files that work on channels. */
#ifndef GO_CHANNEL_H
#define GO_CHANNEL_H

#include "g.h"

#pragma GCC visibility push(hidden)

/* A goroutine that is parked in a channel operation; on its stack. */
struct go_sleeper {
    uint32_t word;  /* parked on */
    uint32_t taken; /* atomic: one of its cases has been dealt with; only a select has several */
    int chosen;     /* that case */
    bool selects;
    bool ok; /* it was another goroutine, not a close */
};

/* One of its cases, in the queue of a channel. */
struct go_waiter {
    struct go_waiter *next, *prev;
    struct go_sleeper *sleeper;
    void *value; /* to take from, or to put to (may be NULL) */
    int index;
    bool queued;
};

struct go_queue {
    struct go_waiter *first, *last;
};

struct go_chan {
    go_spin lock; /* over the following, natively */
    bool closed, of_timer;
    size_t elem, capacity, count, head;
    struct go_queue senders, receivers;

    uint32_t refs; /* atomic */
    uint32_t obj;  /* the probe's handle; 0: not made yet */
    const char *type;
    void (*gone)(void *); /* called with gone_arg when the channel is freed; or NULL */
    void *gone_arg;
    char name[32]; /* go_chan_set_name()'s */
    max_align_t buffer[];
};

/* What became of an attempt, natively. */
enum go_attempt { GO_CANNOT, GO_DONE, GO_CLOSED };

/* The buffer, moved by one value; without regard to the lock. VALUE, PLACE may be NULL to receive. */
void go_buffer_put(go_chan *ch, const void *value);
void go_buffer_take(go_chan *ch, void *place);
void go_move(const go_chan *ch, void *to, const void *from); /* either may be NULL */

/* Sends or receives if that can be done at once. Called with CH's lock; *WAKE gets a goroutine to let go
 * after the lock has been given back, or NULL. GO_CLOSED: a send on closed; a receive gave zero. */
enum go_attempt go_try_send(go_chan *ch, const void *value, struct go_sleeper **wake);
enum go_attempt go_try_recv(go_chan *ch, void *place, struct go_sleeper **wake);
void go_queue_add(struct go_queue *queue, struct go_waiter *w);
void go_queue_remove(struct go_queue *queue, struct go_waiter *w);

/* The probe's handle of CH; 0 for nil. */
uint32_t go_chan_obj(const struct go_probe *p, go_chan *ch);
/* Carries out CASES as the probe decides, values and all: the chosen one, or -1; panics as send does.
 * *OK: whether a value was received. */
int go_chan_probed(const struct go_probe *p, const struct go_case *cases, size_t count, bool poll,
                   bool selects, bool *ok);
void go_panic_send_closed(const go_chan *ch) __attribute__((noreturn));
/* Waits for ever. */
void go_park_for_ever(enum go_waiting why) __attribute__((noreturn));

#pragma GCC visibility pop

#endif
