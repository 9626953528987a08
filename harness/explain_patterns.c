/* explain_patterns.c: races that look harmless, by their looks: what they cost all the same, and what to
 * write instead.
 */
#include <ctype.h>
#include <string.h>

#include "detect/races.h"
#include "explain_parts.h"
#include "symdata.h"

static const struct ds_access *reader_of(const struct ds_race *race) {
    for (int k = 0; k < 2; k++)
        if ((race->side[k].flags & DS_ACCESS_WRITE) == 0)
            return &race->side[k];
    return NULL;
}

/* The reader looks without the lock that the writer holds, and takes it next: double-checked locking. */
static bool checks_twice(const struct hn_run *run, const struct ds_race *race) {
    const struct ds_access *reader = reader_of(race);
    if (!reader)
        return false;
    const struct ds_access *writer = reader == race->side ? race->side + 1 : race->side;
    struct hn_lock locks[HN_MAX_PARTIES];
    size_t n = hn_locks_after(run, writer->task, hn_race_after(run, writer), locks, HN_MAX_PARTIES);
    uint64_t after = hn_race_after(run, reader);
    for (size_t i = 0; i < run->event_count; i++) {
        const struct ds_event *ev = &run->events[i];
        if (ev->seq <= after || ev->task != reader->task)
            continue;
        for (size_t k = 0; k < n && k < HN_MAX_PARTIES; k++)
            if (hn_op_acquires(ev->op) && ev->obj == locks[k].obj)
                return true;
        return false;
    }
    return false;
}

static size_t locks_held(const struct hn_run *run, const struct ds_access *a) {
    struct hn_lock locks[HN_MAX_PARTIES];
    return hn_locks_after(run, a->task, hn_race_after(run, a), locks, HN_MAX_PARTIES);
}

/* One update in both, unless a lock tells apart where in the line they are. */
static bool same_line(struct hn_ex *ex, const struct ds_race *race) {
    if (!locks_held(ex->run, &race->side[0]) != !locks_held(ex->run, &race->side[1]))
        return false;
    const struct rp_frame *a = hn_symbols_own(ex->sy, ex->run, race->side[0].stack);
    const struct rp_frame *b = hn_symbols_own(ex->sy, ex->run, race->side[1].stack);
    return a && b && a->line && a->line == b->line && strcmp(a->file, b->file) == 0 &&
           (race->side[0].flags & DS_ACCESS_LIBC) == 0;
}

/* "refs", "ref_count", "use_count", "nref" as the last name of a path. */
static bool counts_references(const char *path) {
    const char *dot = strrchr(path, '.'), *name = dot ? dot + 1 : path;
    for (const char *at = name; *at; at++) {
        bool starts = at == name || !isalpha((unsigned char)at[-1]) || at[-1] == 'n';
        if (starts && (strncmp(at, "ref", 3) == 0 || strncmp(at, "use_count", 9) == 0))
            return true;
    }
    return false;
}

static const char *of_flags(const struct ds_race *race) {
    uint32_t a = race->side[0].flags, b = race->side[1].flags;
    if ((a | b) & DS_ACCESS_FREE)
        return "Whoever frees must know that nobody uses the memory any more: join the users "
               "first, "
               "count the references with an atomic counter, or hand the memory over to one owner "
               "who frees it.";
    if ((a | b) & DS_ACCESS_VPTR)
        return "The pointer to the virtual functions changes while an object is made and while it "
               "is destroyed; a virtual call in between takes the base class's function, or one of "
               "an object that is gone. Start threads that use an object when it is complete, and "
               "join them before its destructor begins, in the most derived class.";
    if ((a ^ b) & DS_ACCESS_ATOMIC)
        return "One of the two is atomic, the other is not: the compiler may split, repeat or move "
               "the plain one. Make every access to it atomic that others may meet.";
    return NULL;
}

static const char *of_variable(struct hn_ex *ex, const struct hn_variable *v) {
    if (v->bits)
        return rp_arena_printf(
            ex->arena,
            "Its bit-fields %s share one unit of memory: to write one is to read and write "
            "back its neighbours, so an update of another one is lost. Put them into variables of "
            "their own, divide them by a field of width zero, or take one lock for all.",
            v->bits);
    if (v->is_volatile)
        return "It is volatile, which keeps the compiler from leaving the access out and does "
               "nothing between threads: what was written before the flag may be seen after it. "
               "Make it atomic (release where it is set, acquire where it is waited for), or wait "
               "on a condition.";
    if (counts_references(v->path))
        return "It looks like a count of references: of two updates that meet one is lost, and the "
               "object is freed too early, or never. Make it atomic; relaxed is enough to count "
               "up, "
               "to count down takes acquire and release.";
    return NULL;
}

const char *hn_ex_race_advice(struct hn_ex *ex, const struct ds_race *race) {
    const char *words = of_flags(race);
    const struct hn_variable *v = hn_ex_variable(ex, &race->place, 1);
    if (!words && v)
        words = of_variable(ex, v);
    if (words)
        return words;
    if (race->unordered && hn_ex_relaxed(ex, race)[0])
        return ""; /* said already */
    if (checks_twice(ex->run, race))
        return "This looks like a check without the lock and a second one with it. Who sees the "
               "value in the first check may still not see what was written before it, such as the "
               "object behind a pointer. Make the variable atomic (release where it is set, "
               "acquire "
               "in the first check), or use a once control.";
    if (same_line(ex, race))
        return "Both come from the same line: of two updates that meet one is lost, and that it is "
               "only a statistic does not help, for the compiler may keep the value in a register "
               "for as long as it likes. Make it atomic (relaxed is enough for a plain count), or "
               "take a lock around it.";
    if (race->place.place == DS_PLACE_STACK)
        return "A variable on the stack is gone when its function returns, so who got its address "
               "must be done by then, and until then take turns: join, or wait for a message, "
               "before it is used again.";
    return "That it works on this machine, or that both write the same value, is luck: the "
           "compiler "
           "takes for granted that nobody else touches plain memory. Let every access to it take "
           "the same lock, make it atomic, or hand it over by something that the other one waits "
           "for.";
}
