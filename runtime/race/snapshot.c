/* snapshot.c: clocks of past events, oldest first, found by bisection. From time to time those that nothing
 * can name any more are dropped: the host says which events the engine still holds. If it holds more than
 * there is room for, the oldest are merged into one clock, which stands for all of them: too much is then
 * taken for ordered, never too little.
 */
#include "limits.h"
#include "snapshot.h"

struct snapshot {
    uint64_t seq;
    struct race_known *known;
    uint32_t task, epoch;
    uint32_t named, spare;
};

static struct {
    struct snapshot *at;
    uint32_t count, sweep_at;
    uint64_t sweep_bytes; /* of clocks */
    uint64_t merged_to;   /* snapshots up to this one are in MERGED */
    struct race_clock merged;
} shots;

bool race_snapshot_begin(void) {
    shots.at = race_host->pages((size_t)RACE_MAX_SNAPSHOTS * sizeof *shots.at);
    shots.count = 0;
    shots.sweep_at = RACE_FIRST_SWEEP;
    shots.sweep_bytes = RACE_SWEEP_BYTES;
    shots.merged_to = 0;
    shots.merged = (struct race_clock){0};
    return shots.at != NULL;
}

static struct snapshot *find(uint64_t seq) {
    uint32_t low = 0, high = shots.count;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (shots.at[mid].seq < seq)
            low = mid + 1;
        else
            high = mid;
    }
    return low < shots.count && shots.at[low].seq == seq ? &shots.at[low] : NULL;
}

static struct race_clock clock_of(const struct snapshot *s) {
    return (struct race_clock){.known = s->known, .task = s->task, .epoch = s->epoch, .pure = true};
}

static void mark(uint64_t seq) {
    struct snapshot *s = find(seq);
    if (s != NULL)
        s->named = 1;
}

/* Drops what neither the engine nor the event at hand, which comes after FROM, names, and merges the oldest if that leaves more than half of the room in use. */
static void sweep(uint64_t from) {
    uint32_t kept = 0, named = 0, surplus;
    for (uint32_t i = 0; i < shots.count; i++)
        shots.at[i].named = race_host->sources == NULL;
    if (race_host->sources != NULL)
        race_host->sources(mark);
    mark(from);
    for (uint32_t i = 0; i < shots.count; i++)
        named += shots.at[i].named;
    surplus = named > RACE_MAX_SNAPSHOTS / 2 ? named - RACE_MAX_SNAPSHOTS / 4 : 0;
    if (surplus > 0)
        race_bound("more releases that may still be acquired than are kept: some races are missed");
    for (uint32_t i = 0; i < shots.count; i++) {
        struct snapshot s = shots.at[i];
        struct race_clock c = clock_of(&s);
        if (s.named && surplus == 0) {
            shots.at[kept++] = s;
            continue;
        }
        if (s.named) {
            surplus--;
            race_clock_add(&shots.merged, &c);
            shots.merged_to = s.seq;
        }
        race_clock_drop(&c);
    }
    shots.count = kept;
    shots.sweep_at = kept * 2 > RACE_FIRST_SWEEP ? kept * 2 : RACE_FIRST_SWEEP;
    if (shots.sweep_at > RACE_MAX_SNAPSHOTS)
        shots.sweep_at = RACE_MAX_SNAPSHOTS;
    shots.sweep_bytes = race_clock_bytes() * 2;
    if (shots.sweep_bytes < RACE_SWEEP_BYTES)
        shots.sweep_bytes = RACE_SWEEP_BYTES;
}

void race_snapshot_put(struct race_task *t, const struct ds_event *v) {
    if (shots.count >= shots.sweep_at || race_clock_bytes() > shots.sweep_bytes)
        sweep(v->from);
    struct race_clock c = race_clock_now(t);
    shots.at[shots.count++] =
        (struct snapshot){.seq = v->seq, .known = c.known, .task = c.task, .epoch = c.epoch};
}

void race_snapshot_learn(struct race_task *t, uint64_t seq) {
    const struct snapshot *s = find(seq);
    if (s != NULL) {
        struct race_clock c = clock_of(s);
        race_clock_learn(t, &c);
    } else if (seq <= shots.merged_to) {
        race_clock_learn(t, &shots.merged);
    } else {
        race_stop("an event that orders others was forgotten");
    }
}
