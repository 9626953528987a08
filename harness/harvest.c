/* harvest.c: takes what a worker has finished into its batch, and looks at failing seeds at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reports/arena.h"
#include "campaign.h"
#include "symbolize.h"
#include "util.h"

static void add_note(struct hn_batch *b, uint64_t seed, bool undecided, char *text) {
    hn_make_utf8(text);
    b->notes = hn_grow(b->notes, b->note_count + 1, sizeof(*b->notes));
    b->notes[b->note_count++] =
        (struct hn_note){.seed = seed, .text = text, .undecided = undecided};
}

static void add_rec(struct hn_batch *b, const struct ds_result_rec *rec) {
    b->recs = hn_grow(b->recs, b->done + 1, sizeof(*b->recs));
    b->recs[b->done++] = *rec;
}

/* Where the program stood, in words: a finding that does not come back has nothing else to show. */
static void name_place(struct hn_hit *hit, const struct hn_run *run, const struct hn_raw *raw,
                       struct hn_symbols *sy) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_stack stack = {0};

    if (raw->stack_count)
        stack = hn_symbols_stack(sy, run, raw->stacks[0], arena);
    for (size_t i = 0, n = 0; i < stack.count && n < sizeof(hit->where) - 1; i++) {
        const struct rp_frame *f = &stack.frames[i];

        if (hn_symbols_zone(f) != HN_ZONE_PROGRAM || !f->file[0])
            continue;
        const char *base = strrchr(f->file, '/');
        int got = snprintf(hit->where + n, sizeof(hit->where) - n, ", in %s (%s:%d)", f->function,
                           base ? base + 1 : f->file, f->line);
        if (got < 0 || (size_t)got >= sizeof(hit->where) - n) {
            hit->where[n] = 0; /* whole frames only */
            break;
        }
        n += (size_t)got;
    }
    hn_make_utf8(hit->where);
    rp_arena_free(arena);
}

static void add_hits(struct hn_campaign *c, struct hn_batch *b, const struct hn_run *run) {
    struct hn_raw_list list = {0};

    hn_findings(run, &c->l->suppressions, c->symbols, &list);
    for (size_t i = 0; i < list.count; i++) {
        const struct hn_raw *raw = &list.items[i];
        struct hn_hit hit = {.kind = raw->kind, .rec = run->result, .suppressed = raw->suppressed};

        if (raw->related_to != HN_ROOT)
            continue;
        hit.fingerprint = hn_fingerprint(run, raw, c->symbols);
        memcpy(hit.subkind, raw->subkind, sizeof(hit.subkind));
        hit.trace = hn_trace(run, hit.subkind);
        name_place(&hit, run, raw, c->symbols);
        b->hits = hn_grow(b->hits, b->hit_count + 1, sizeof(*b->hits));
        b->hits[b->hit_count++] = hit;
    }
    hn_raw_list_free(&list);
}

static char *stuck_note(uint32_t call) {
    const char *name = hn_call_name(call);

    return name ? hn_text(
                      "tasks slept in the system call %s and gave up their turn; those seeds ran "
                      "under the thread carrier",
                      name)
                : hn_text("tasks slept in the system call number %u and gave up their turn; those "
                          "seeds ran under the thread carrier",
                          call);
}

/* The last seed of the answer, of which the region still holds everything. */
static int look_at(struct hn_campaign *c, struct hn_batch *b, const struct ds_result_rec *rec) {
    struct hn_worker *w = b->worker;
    struct ds_config config = hn_job_config(w, &w->job, rec->seed);
    struct hn_run *run = hn_worker_copy(w, rec, &config, false);
    const char *why = hn_undecided(rec);
    size_t before = b->hit_count;

    if (hn_no_process(rec)) {
        hn_fail(HN_CANNOT, "a seed's process could not be made: %s", run->message);
        hn_run_free(run);
        return HN_CANNOT;
    }
    if (w->blocked) { /* played again, with a monitor, like all that follow */
        c->l->monitor = true;
        hn_run_free(run);
        return 0;
    }
    add_rec(b, rec);
    if (w->killed) {
        add_note(b, rec->seed, true, hn_text("the wall-clock limit was reached: %s", w->stuck));
    } else if (why) {
        add_note(b, rec->seed, true,
                 hn_text("%s%s%s", why, *run->message ? ": " : "", run->message));
    } else {
        add_hits(c, b, run);
        if (run->corrupt && b->hit_count == before)
            add_note(b, rec->seed, true, hn_dup("the program " HN_WROTE_OVER));
        else if (run->totals.status == DS_ST_LIVELOCK && b->hit_count == before)
            add_note(b, rec->seed, true,
                     hn_dup("the bound on steps was reached while tasks still got on (--steps "
                            "raises it)"));
    }
    for (uint32_t i = 0; i < run->stuck_calls; i++)
        add_note(b, rec->seed, false, stuck_note(run->stuck_call[i]));
    if (rec->notes & DS_NOTE_DEEPBIND)
        add_note(b, rec->seed, false,
                 hn_dup("dlopen's RTLD_DEEPBIND, which was dropped: the library's calls would have "
                        "gone past the model"));
    if (rec->notes & DS_NOTE_RACE_BOUND)
        add_note(b, rec->seed, false,
                 hn_text("data races beyond a bound of the race detection: %s", run->race_bound));
    if (run->race_lost)
        add_note(
            b, rec->seed, false,
            hn_text("data races beyond the first %u of a seed, which are not told", DS_MAX_RACES));
    if (rec->adopted)
        add_note(b, rec->seed, false,
                 hn_dup("threads that the program did not make through pthread_create"));
    if (w->region->uncontrolled_wait)
        add_note(b, rec->seed, false,
                 hn_dup("waits for a thread that the program did not make through pthread_create"));
    hn_run_free(run);
    return 0;
}

/* The server ended. The seed that was in play is tried once more, then given up. */
static int server_ended(struct hn_campaign *c, struct hn_batch *b) {
    struct hn_worker *w = b->worker;
    uint64_t seed = b->first + b->done * b->stride;
    bool needs_exec = false;

    c->solo |= w->damaged;
    if ((!w->greeted || w->region->hello.problem >= DS_HELLO_RESOURCE) && !w->damaged)
        return hn_no_greeting(w);
    if (b->done < b->count && b->died_at == seed + 1) {
        struct ds_config config = hn_job_config(w, &w->job, seed);
        struct ds_result_rec rec = {.seed = seed, .strategy = config.strategy};

        add_rec(b, &rec);
        add_note(b, seed, true,
                 hn_dup(w->damaged ? "the program " HN_WROTE_OVER
                                   : "the program ended the process that started it"));
    }
    b->died_at = seed + 1;
    return c->l->exec ? 0 : hn_worker_start(w, &needs_exec);
}

int hn_harvest(struct hn_campaign *c, struct hn_batch *b, enum hn_answer answer) {
    struct hn_worker *w = b->worker;
    uint32_t n = w->rec_count;
    int status = 0;

    if (!hn_dir_empty(w->tmp)) {
        /* Later seeds may have seen what earlier ones left there: play them again, one by one. */
        if (n > 1 || answer == HN_ANS_DIED)
            n = 0;
        if (!n)
            c->solo = true;
        if (!n && answer != HN_ANS_DIED)
            return 0;
    }
    for (uint32_t i = 0; i < n && b->done < b->count; i++) {
        const struct ds_result_rec *rec = &w->recs[i];
        /* Advice on how goroutines are used comes from the first seed, whatever it shows. */
        bool first = rec->seed == c->opt->seed_first && answer != HN_ANS_DIED;

        if (!hn_suspicious(rec) && !first) {
            add_rec(b, rec);
            continue;
        }
        /* Only the last one's region is there; anything else is played again. */
        if ((answer == HN_ANS_STOP || first) && i + 1 == w->rec_count)
            status = look_at(c, b, rec);
        break;
    }
    return answer == HN_ANS_DIED ? server_ended(c, b) : status;
}
