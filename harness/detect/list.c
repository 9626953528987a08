/* list.c: the list of raw findings, and the names of their kinds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detector.h"

struct hn_raw *hn_raw_add(struct hn_raw_list *list, enum hn_kind kind) {
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 8;
        struct hn_raw *items = realloc(list->items, room * sizeof *items);
        if (!items) {
            fputs("detsched: out of memory\n", stderr);
            abort();
        }
        list->items = items;
        list->room = room;
    }
    struct hn_raw *raw = &list->items[list->count++];
    memset(raw, 0, sizeof *raw);
    raw->kind = kind;
    raw->object = DS_NO_OBJ;
    raw->related_to = HN_ROOT;
    return raw;
}

void hn_raw_list_free(struct hn_raw_list *list) {
    free(list->items);
    memset(list, 0, sizeof *list);
}

const char *hn_kind_text(enum hn_kind kind) {
    static const char *const text[HN_KIND_COUNT] = {
        [HN_SELF_DEADLOCK] = "self-deadlock",
        [HN_LOST_WAKEUP] = "lost-wakeup",
        [HN_SEND_ON_CLOSED] = "send-on-closed",
        [HN_CLOSE_OF_CLOSED] = "close-of-closed",
        [HN_NIL_CHANNEL] = "nil-channel",
        [HN_WAITGROUP_MISUSE] = "waitgroup-misuse",
        [HN_COPIED_LOCK] = "copied-lock",
        [HN_LOCK_HELD_AT_EXIT] = "lock-held-at-exit",
        [HN_PANIC] = "panic",
        [HN_GOROUTINE_LEAK] = "goroutine-leak",
        [HN_CHANNEL_BLOCKED] = "channel-blocked",
        [HN_DEADLOCK] = "deadlock",
        [HN_PARTIAL_DEADLOCK] = "partial-deadlock",
        [HN_DATA_RACE] = "data-race",
        [HN_USE_AFTER_FREE] = "use-after-free",
        [HN_MISUSE] = "misuse",
        [HN_ASSERT] = "assert",
        [HN_CRASH] = "crash",
        [HN_EXIT_STATUS] = "exit-status",
        [HN_LIVELOCK] = "livelock",
        [HN_NONDETERMINISM] = "nondeterminism",
        [HN_LOCK_ORDER] = "lock-order",
        [HN_THREAD_LEAK] = "thread-leak",
        [HN_BUSY_LOOP] = "busy-loop",
        [HN_UNBOUNDED_GOROUTINES] = "unbounded-goroutines",
        [HN_CHANNEL_AS_MUTEX] = "channel-as-mutex",
        [HN_SLEEP_SYNC] = "sleep-sync",
        [HN_LOCK_ACROSS_BLOCKING] = "lock-across-blocking",
        [HN_CONTEXT_NOT_CANCELLED] = "context-not-cancelled",
    };
    return (unsigned)kind < HN_KIND_COUNT ? text[kind] : "unknown";
}
