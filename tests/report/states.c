/* states.c: tests of the states of objects: at every event they are what the engine itself says, or unknown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/explain.h"
#include "harness/object_states.h"
#include "play.h"

static const char *const scripts[] = {
    "mutex a recursive\nmutex b\nmutex c errorcheck\nmutex r robust\n"
    "main: create A; create B; lock b; unlock b; lock c; lock c; unlock c; join A; join B; lock r; "
    "unlock r\n"
    "A: lock a; lock a; lock b; unlock b; unlock a; unlock a; lock r\n"
    "B: trylock a; ?unlock a; trylock b; ?unlock b; lock b; unlock b; mutex-destroy c; lock r; "
    "unlock r\n",
    "mutex m\ncond c\nspin s\n"
    "main: create A; create B; create C; lock m; signal c; unlock m; spin-lock s; spin-unlock s; "
    "lock m"
    "; broadcast c; unlock m; join A; join B; join C\n"
    "A: lock m; cond-wait c m; unlock m\nB: lock m; cond-wait c m for 1ms; unlock m\n"
    "C: spin-trylock s; ?spin-unlock s; lock m; cond-wait c m for 2ms; unlock m; signal c\n",
    "rwlock w nonrec\nrwlock g go\nmutex m go\ncond c go\n"
    "main: create A; create B; create C; rdlock w; rw-unlock w; wrlock g; rw-unlock g; lock m; "
    "broadcast c"
    "; unlock m; join A; join B; join C\n"
    "A: rdlock w; rdlock g; rw-unlock g reader; rw-unlock w; lock m; unlock m\n"
    "B: wrlock w; rdlock g; rw-unlock g reader; rw-unlock w; tryrdlock w; ?rw-unlock w\n"
    "C: trywrlock g; ?rw-unlock g; rdlock g; rw-unlock g reader\n",
    "sem s 2\nbarrier b 3\nonce o\n"
    "main: create A; create B; sem-wait s; barrier-wait b; sem-post s; once o; ?once-done o; join "
    "A; join B"
    "; sem-trywait s; sem-destroy s\n"
    "A: once o; ?once-done o; sem-wait s; barrier-wait b; sem-post s; sem-post s\n"
    "B: once o; ?once-done o; barrier-wait b; sem-wait s for 1ms\n",
    "chan c\nchan d 2\nchan q\nwg w\ncontext x\n"
    "main: add w 2; create g1; create g2; create g3; send c; select >c >d <q; close d; cancel x"
    "; wait-group w\n"
    "g1: receive c; send d; send d; done w\ng2: select <c <d; receive d; done w\n"
    "g3: receive d; select-default >q <c; len d; context-err x\n",
    "futex f 0\nfutex h 1\n"
    "main: create A; create B; futex-wake f 1; futex-wake h 2; join A; join B\n"
    "A: futex-wait f 0; futex-wait h 1 ; futex-wake f 1\nB: futex-wait f 0; futex-wait h 0\n"};

static void free_truth(struct ds_obj_rec **truth, size_t n) {
    for (size_t i = 0; i <= n; i++)
        free(truth[i]);
    free(truth);
}

/* The engine's records of all objects behind each event of the same run; [0] before the first. */
static struct ds_obj_rec **truth_of(const struct play *p, const char *script, uint64_t seed) {
    struct ds_config cfg = world_config(DS_STRAT_RANDOM, seed);
    struct world *w = world_new(script, &cfg);
    size_t n = p->run.totals.points, objects = p->run.totals.objects;
    struct ds_obj_rec **truth = calloc(n + 1, sizeof(struct ds_obj_rec *));
    uint64_t seen = UINT64_MAX;
    bool more = true;
    assert_non_null(truth);
    while (more) {
        uint64_t now = ds_totals(w->e)->points;
        assert_true(now <= n);
        if (now != seen) {
            truth[now] = calloc(objects + 1, sizeof **truth);
            assert_non_null(truth[now]);
            for (uint32_t obj = 1; obj <= ds_totals(w->e)->objects; obj++)
                truth[now][obj] = *ds_obj_at(w->e, obj);
        }
        seen = now;
        more = world_step(w);
    }
    for (uint64_t now = ds_totals(w->e)->points; !truth[now];) {
        truth[now] = calloc(objects + 1, sizeof **truth);
        assert_non_null(truth[now]);
        for (uint32_t obj = 1; obj <= ds_totals(w->e)->objects; obj++)
            truth[now][obj] = *ds_obj_at(w->e, obj);
    }
    world_free(w);
    return truth;
}

static uint32_t parties(const struct hn_object_state *o) {
    uint32_t n = 0;
    for (size_t i = 0; i < o->party_count; i++)
        n += o->parties[i].times;
    return n;
}

static bool right(const struct hn_object_state *o, const struct ds_obj_rec *rec) {
    if (o->gone != (rec->destroyed == DS_END_DESTROYED))
        return false;
    switch (rec->kind) {
    case DS_KIND_MUTEX:
        return o->owner == rec->owner && (o->owner == DS_NO_TASK || o->again == rec->count) &&
               o->robust == rec->round;
    case DS_KIND_SPIN:
        return o->owner == rec->owner;
    case DS_KIND_RWLOCK:
        return o->owner == rec->owner && parties(o) == rec->count;
    case DS_KIND_BARRIER:
        return o->count == rec->waiting && o->size == rec->count;
    case DS_KIND_SEM:
    case DS_KIND_CTX:
        return o->count == rec->count;
    case DS_KIND_WG:
        return o->count == (int32_t)rec->count;
    case DS_KIND_ONCE:
        return o->owner == rec->owner && o->count == (rec->count == 2);
    case DS_KIND_CHAN:
        return o->count == rec->count && o->closed == (rec->round != 0) &&
               parties(o) <= rec->waiting;
    case DS_KIND_COND: /* who has timed out is told when it comes back */
    case DS_KIND_FUTEX:
        return parties(o) >= rec->waiting;
    default:
        return false;
    }
}

struct tally {
    unsigned known, unknown, looked;
};

static void compare(const struct hn_states *st, const struct play *p,
                    const struct ds_obj_rec *truth, const char *script, uint64_t seed, uint64_t seq,
                    struct tally *t) {
    for (uint32_t obj = 1; obj <= p->run.totals.objects; obj++) {
        const struct hn_object_state *o = hn_states_of(st, obj);
        t->known += o != NULL;
        t->unknown += o == NULL;
        if (o && truth[obj].kind && !right(o, &truth[obj]))
            fail_msg("object %u is wrong behind event %llu of seed %llu of\n%s", obj,
                     (unsigned long long)seq, (unsigned long long)seed, script);
    }
    t->looked++;
}

/* The run without its first CUT events. */
static void check(struct play *p, struct ds_obj_rec **truth, size_t cut, const char *script,
                  uint64_t seed, struct tally *t) {
    struct rp_arena *arena = rp_arena_new();
    struct hn_run run = p->run;
    run.events += cut;
    run.event_count -= cut;
    struct hn_states *st = hn_states_new(&run, arena);
    for (size_t i = 0; i < run.event_count; i++) {
        const uint32_t *touched;
        size_t n = hn_states_step(st, &run.events[i], &touched);
        assert_true(n <= run.totals.objects);
        if (truth[run.events[i].seq])
            compare(st, p, truth[run.events[i].seq], script, seed, run.events[i].seq, t);
    }
    rp_arena_free(arena);
}

static void as_the_engine_says(void **state) {
    (void)state;
    struct tally whole = {0}, cut = {0};
    for (size_t s = 0; s < sizeof scripts / sizeof scripts[0]; s++) {
        for (uint64_t seed = 0; seed < 60; seed++) {
            struct play *p = play_seed(scripts[s], DS_STRAT_RANDOM, seed);
            struct ds_obj_rec **truth = truth_of(p, scripts[s], seed);
            check(p, truth, 0, scripts[s], seed, &whole);
            for (size_t k = 1; k < p->run.event_count; k += 3)
                check(p, truth, k, scripts[s], seed, &cut);
            free_truth(truth, p->run.totals.points);
            play_free(p);
        }
    }
    /* Nearly all is known of a whole run, most of one whose front is cut. */
    assert_true(whole.looked > 1000 && cut.looked > 1000);
    print_message("whole: %u known, %u not; cut: %u known, %u not\n", whole.known, whole.unknown,
                  cut.known, cut.unknown);
    assert_true(whole.unknown * 50 < whole.known);
    assert_true(cut.unknown * 5 < cut.known);
}

/* What changes, line by line: "4 m held by T1\n". Static. */
static const char *told(const char *script, uint64_t seed) {
    static char text[4096];
    struct play *p = play_seed(script, DS_STRAT_RANDOM, seed);
    struct hn_symbols *sy = hn_symbols_new();
    struct rp_arena *arena = rp_arena_new();
    struct hn_raw raw = {.kind = HN_NONDETERMINISM, .related_to = HN_ROOT};
    struct rp_finding f;
    size_t n = 0;
    hn_explain_nondeterminism(&p->run, &raw, NULL, sy, arena, &f);
    text[0] = 0;
    for (size_t i = 0; i < f.object_count; i++)
        if (f.objects[i].at_first[0])
            n += (size_t)snprintf(text + n, sizeof text - n, "0 %s %s\n", f.objects[i].name,
                                  f.objects[i].at_first);
    for (size_t i = 0; i < f.event_count; i++) {
        const struct rp_event *e = &f.events[i];
        assert_true(e->object_id == SIZE_MAX || e->object_id < f.object_count);
        if (e->object_id != SIZE_MAX)
            assert_string_equal(e->object, f.objects[e->object_id].name);
        for (size_t k = 0; k < e->change_count; k++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%llu %s %s\n",
                                  (unsigned long long)e->seq, f.objects[e->changes[k].object].name,
                                  e->changes[k].state);
    }
    rp_arena_free(arena);
    hn_symbols_free(sy);
    play_free(p);
    return text;
}

static void in_words(void **state) {
    (void)state;
    assert_string_equal(told("mutex m recursive\nmain: lock m; lock m; lock m; unlock m; unlock m"
                             "; unlock m; mutex-destroy m\n",
                             0),
                        "0 m free\n1 m held by T0\n2 m held by T0, twice\n3 m held by T0, 3 times\n"
                        "4 m held by T0, twice\n5 m held by T0\n6 m free\n7 m gone\n");
    assert_string_equal(
        told("rwlock w\nmain: rdlock w; rdlock w; rw-unlock w; rw-unlock w; wrlock w\n", 0),
        "0 w free\n1 w read by T0\n2 w read by T0 (2 times)\n3 w read by T0\n4 w free\n"
        "5 w held by T0\n");
    assert_string_equal(told("sem s 1\nmain: sem-wait s; sem-post s; sem-post s\n", 0),
                        "0 s value 1\n1 s value 0\n2 s value 1\n3 s value 2\n");
    assert_string_equal(
        told("barrier b 1\nonce o\nmain: barrier-wait b; once o; ?once-done o\n", 0),
        "0 b 0 of 1 came\n0 o not begun\n2 o run by T0\n3 o done\n");
    assert_string_equal(
        told("chan c 2\nwg w\ncontext x\nmain: add w 3; done w; make c; send c; send c"
             "; receive c; close c; cancel x\n",
             0),
        "0 wait group w counter 0\n0 context x live\n1 wait group w counter 3\n"
        "2 wait group w counter 2\n3 channel c empty\n4 channel c 1 of 2\n5 channel c 2 of 2\n"
        "6 channel c 1 of 2\n7 channel c closed, 1 of 2\n8 context x cancelled\n");
}

/* Some seed of SCRIPT tells WORDS, and then MORE behind them. */
static void some_seed_tells(const char *script, const char *words, const char *more) {
    for (uint64_t seed = 0; seed < 300; seed++) {
        const char *at = strstr(told(script, seed), words);
        if (at && strstr(at, more))
            return;
    }
    fail_msg("no seed tells %s and %s of\n%s", words, more, script);
}

static void who_waits(void **state) {
    (void)state;
    static const char reply[] =
        "chan c\nmain: create g1; create g2; receive c; receive c\ng1: send c\ng2: send c\n";
    some_seed_tells(reply, " channel c open, T0 waits to receive\n", " channel c open\n");
    some_seed_tells(reply, " channel c open, G1 waits to send\n",
                    " channel c open, G1, G2 wait to send\n");
    some_seed_tells(
        "chan c 1\nmain: create g1; create g2; receive c; receive c\ng1: send c\ng2: send c\n",
        " channel c 1 of 1, G2 waits to send\n", " channel c 1 of 1\n");
    /* A wait on a condition gives its mutex back and takes it again. */
    static const char signalled[] =
        "mutex m\ncond c\nmain: create A; yield; lock m; signal c; unlock m; join A\n"
        "A: lock m; cond-wait c m; unlock m\n";
    some_seed_tells(signalled, " c 1 waiter: T1\n", " c nobody waits\n");
    some_seed_tells(signalled, " c 1 waiter: T1\n", " m free\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_the_engine_says),
                                       cmocka_unit_test(in_words), cmocka_unit_test(who_waits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
