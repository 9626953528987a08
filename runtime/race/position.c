/* position.c: from a task's epochs back to its events.
 *
 * An epoch begins at each event, and at releases that are no event. Where there are none of those, the two
 * counts are the same. From the first on, a task has a chain of spans, newest first, with a bit for each
 * epoch that began without an event.
 */
#include "limits.h"
#include "task.h"

#define WORDS 61
struct race_span {
    struct race_span *older;
    uint32_t first; /* its first epoch, which has bit 0 */
    uint32_t extra; /* epochs without an event before it */
    uint64_t spare;
    uint64_t bits[WORDS];
};

static struct {
    struct race_span *at;
    uint64_t used;
} spans;

bool race_position_begin(void) {
    spans.at = race_host->pages(RACE_SPAN_BYTES);
    spans.used = 0;
    return spans.at != NULL;
}

static uint32_t bits_in(const struct race_span *s, uint32_t n) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < WORDS && n > 0; i++, n -= n < 64 ? n : 64)
        sum += (uint32_t)__builtin_popcountll(n < 64 ? s->bits[i] & (((uint64_t)1 << n) - 1)
                                                     : s->bits[i]);
    return sum;
}

static uint32_t extra_up_to(const struct race_span *s, uint32_t epoch) {
    while (s != NULL && s->first > epoch)
        s = s->older;
    if (s == NULL)
        return 0;
    uint32_t n = epoch - s->first + 1;
    return s->extra + bits_in(s, n > WORDS * 64 ? WORDS * 64 : n);
}

uint32_t race_position(const struct race_task *t, uint32_t epoch) {
    return epoch - extra_up_to(t->span, epoch);
}

void race_position_extra(struct race_task *t) {
    struct race_span *s = t->span;
    if (s == NULL || t->epoch - s->first >= WORDS * 64) {
        if ((spans.used + 1) * sizeof *s > RACE_SPAN_BYTES) {
            race_stop("more releases without a scheduling point than are kept");
            return;
        }
        struct race_span *fresh = &spans.at[spans.used++];
        fresh->older = s;
        fresh->first = t->epoch;
        fresh->extra = extra_up_to(s, t->epoch);
        t->span = s = fresh;
    }
    uint32_t bit = t->epoch - s->first;
    s->bits[bit / 64] |= (uint64_t)1 << bit % 64;
}
