/* rows_rwlock.c: return codes of every read-write lock call in every state of every preference. */
#include <errno.h>
#include <string.h>

#include "rows.h"

enum state { FREE, READ, READ_TWICE, WRITE, OTHERS_READ, OTHERS_WRITE, BOTH_READ, STATE_COUNT };
static const char *const state_names[] = {
    "free",        "own-read",     "own-read-twice",     "own-write",
    "others-read", "others-write", "own-and-others-read"};

enum act { RD, TRYRD, TIMEDRD, CLOCKRD, WR, TRYWR, TIMEDWR, CLOCKWR, UNLOCK, DESTROY };
struct call {
    const char *name;
    enum act act;
    clockid_t clock;
    enum cf_when when;
};
static const struct call calls[] = {
    {"rdlock", RD, 0, 0},
    {"tryrdlock", TRYRD, 0, 0},
    {"timedrdlock past", TIMEDRD, CLOCK_REALTIME, CF_PAST},
    {"timedrdlock soon", TIMEDRD, CLOCK_REALTIME, CF_SOON},
    {"timedrdlock nsec-negative", TIMEDRD, CLOCK_REALTIME, CF_NEGATIVE},
    {"timedrdlock nsec-too-big", TIMEDRD, CLOCK_REALTIME, CF_TOO_BIG},
    {"clockrdlock realtime past", CLOCKRD, CLOCK_REALTIME, CF_PAST},
    {"clockrdlock monotonic soon", CLOCKRD, CLOCK_MONOTONIC, CF_SOON},
    {"clockrdlock monotonic nsec-negative", CLOCKRD, CLOCK_MONOTONIC, CF_NEGATIVE},
    {"clockrdlock cputime past", CLOCKRD, CLOCK_PROCESS_CPUTIME_ID, CF_PAST},
    {"wrlock", WR, 0, 0},
    {"trywrlock", TRYWR, 0, 0},
    {"timedwrlock past", TIMEDWR, CLOCK_REALTIME, CF_PAST},
    {"timedwrlock soon", TIMEDWR, CLOCK_REALTIME, CF_SOON},
    {"timedwrlock nsec-negative", TIMEDWR, CLOCK_REALTIME, CF_NEGATIVE},
    {"timedwrlock nsec-too-big", TIMEDWR, CLOCK_REALTIME, CF_TOO_BIG},
    {"clockwrlock realtime past", CLOCKWR, CLOCK_REALTIME, CF_PAST},
    {"clockwrlock monotonic soon", CLOCKWR, CLOCK_MONOTONIC, CF_SOON},
    {"clockwrlock monotonic nsec-negative", CLOCKWR, CLOCK_MONOTONIC, CF_NEGATIVE},
    {"clockwrlock cputime past", CLOCKWR, CLOCK_PROCESS_CPUTIME_ID, CF_PAST},
    {"unlock", UNLOCK, 0, 0},
    {"destroy", DESTROY, 0, 0},
};

static const struct {
    const char *name;
    int kind;
} kinds[] = {
    {"readers", PTHREAD_RWLOCK_PREFER_READER_NP},
    {"writers", PTHREAD_RWLOCK_PREFER_WRITER_NP},
    {"writers-nonrecursive", PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP},
};

enum verdict { SOUND, WRONG, ENDLESS, BREAKS };

static enum verdict judge(enum state s, const struct call *c) {
    bool reads = c->act <= CLOCKRD, writes = c->act >= WR && c->act <= CLOCKWR;
    bool others = s == OTHERS_READ || s == OTHERS_WRITE;
    if (c->act == UNLOCK)
        return s == FREE || others ? BREAKS : SOUND;
    if (c->act == DESTROY)
        return s == FREE ? SOUND : WRONG;
    if (s == WRITE)
        return c->act == TRYRD || c->act == TRYWR ? SOUND : WRONG;
    if (c->act == RD && s == OTHERS_WRITE)
        return ENDLESS;
    if (c->act == WR && s != FREE)
        return ENDLESS;
    if (writes && c->act != TRYWR && (s == READ || s == READ_TWICE || s == BOTH_READ))
        return WRONG; /* an upgrade */
    return reads || writes ? SOUND : WRONG;
}

static int take_read(void *l) {
    return pthread_rwlock_rdlock(l);
}
static int take_write(void *l) {
    return pthread_rwlock_wrlock(l);
}
static int give(void *l) {
    return pthread_rwlock_unlock(l);
}

static int perform(pthread_rwlock_t *l, const struct call *c) {
    struct timespec t = cf_time(c->clock, c->when);
    switch (c->act) {
    case RD:
        return pthread_rwlock_rdlock(l);
    case TRYRD:
        return pthread_rwlock_tryrdlock(l);
    case TIMEDRD:
        return pthread_rwlock_timedrdlock(l, &t);
    case CLOCKRD:
        return pthread_rwlock_clockrdlock(l, c->clock, &t);
    case WR:
        return pthread_rwlock_wrlock(l);
    case TRYWR:
        return pthread_rwlock_trywrlock(l);
    case TIMEDWR:
        return pthread_rwlock_timedwrlock(l, &t);
    case CLOCKWR:
        return pthread_rwlock_clockwrlock(l, c->clock, &t);
    case UNLOCK:
        return pthread_rwlock_unlock(l);
    case DESTROY:
        return pthread_rwlock_destroy(l);
    }
    return -1;
}

static void play(size_t k, enum state s, const struct call *c) {
    static pthread_rwlock_t l;
    pthread_rwlockattr_t attr;
    struct cf_other other;
    int held = 0;

    memset(&l, 0, sizeof l);
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, kinds[k].kind);
    pthread_rwlock_init(&l, &attr);
    pthread_rwlockattr_destroy(&attr);
    if (s >= OTHERS_READ)
        cf_other_start(&other, s == OTHERS_WRITE ? take_write : take_read, give, &l);
    for (; held < (s == READ || s == BOTH_READ ? 1 : s == READ_TWICE ? 2 : 0); held++)
        pthread_rwlock_rdlock(&l);
    if (s == WRITE)
        held += pthread_rwlock_wrlock(&l) == 0;

    int rc = perform(&l, c);
    cf_rc(rc, "%s %s: %s", kinds[k].name, state_names[s], c->name);
    if (c->act == DESTROY && s != FREE) {
        /* What happens to a lock that was destroyed in use is left alone. */
        if (s >= OTHERS_READ)
            cf_other_stop(&other);
        return;
    }
    if (rc == 0 && c->act <= CLOCKWR)
        held++;
    if (rc == 0 && c->act == UNLOCK)
        held--;
    for (; held > 0; held--)
        cf_rc(pthread_rwlock_unlock(&l), "%s %s: %s: unlock afterwards", kinds[k].name,
              state_names[s], c->name);
    if (s >= OTHERS_READ) {
        rc = cf_other_stop(&other);
        cf_rc(rc, "%s %s: %s: its unlock afterwards", kinds[k].name, state_names[s], c->name);
    }
    if (c->act != DESTROY)
        cf_rc(pthread_rwlock_destroy(&l), "%s %s: %s: destroy afterwards", kinds[k].name,
              state_names[s], c->name);
}

void cf_rows_rwlock(int part) {
    size_t k = (size_t)part;
    for (int s = 0; s < STATE_COUNT; s++)
        for (size_t c = 0; c < CF_LENGTH(calls); c++) {
            enum verdict v = judge((enum state)s, &calls[c]);
            if (v == (cf_section == CF_CLEAN ? SOUND : WRONG))
                play(k, (enum state)s, &calls[c]);
            else if (v == ENDLESS || v == BREAKS)
                cf_left_out(v == ENDLESS ? "natively waits for ever"
                                         : "leaves the lock in a broken state",
                            "%s %s: %s", kinds[k].name, state_names[s], calls[c].name);
        }
}
