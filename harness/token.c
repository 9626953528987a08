/* token.c: writes and strictly reads replay tokens. */
#include "token.h"

#include <stdlib.h>
#include <string.h>

#include "util.h"
#include "varint.h"

#define PREFIX "ds"
#define VERSION "1-"
#define CYCLE_BYTES (1 + DS_MAX_CYCLE * 16)
#define DEPARTURE_BYTES (16 + 3 * HN_VARINT_MAX)
#define MAX_BYTES \
    (160 + HN_SITES_BYTES + CYCLE_BYTES + HN_VARINT_MAX + HN_TOKEN_DEPARTURES * DEPARTURE_BYTES)

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* The fields in their order. */
enum field {
    F_STRATEGY,
    F_DEPTH,
    F_SEED,
    F_SPURIOUS,
    F_DECISIONS,
    F_TASKS,
    F_MASK, /* which of the following differ from the defaults and are there */
    F_STEPS,
    F_DRAIN,
    F_PATIENCE,
    F_SLEEP_PATIENCE,
    F_REALTIME,
    F_BUSY,
    F_PREEMPT,
    F_SITES, /* how many; they stand behind the numbers */
    F_COUNT
};

static void defaults(uint64_t *v) {
    struct ds_config c;

    ds_config_default(&c);
    memset(v, 0, F_COUNT * sizeof(*v));
    v[F_STEPS] = c.max_steps;
    v[F_DRAIN] = (uint64_t)c.drain_ns;
    v[F_PATIENCE] = (uint64_t)c.patience_ns;
    v[F_SLEEP_PATIENCE] = (uint64_t)c.sleep_patience_ns;
    v[F_REALTIME] = (uint64_t)HN_REALTIME_NS;
    v[F_BUSY] = HN_BUSY_MS;
    v[F_PREEMPT] = DS_PREEMPT_RACY;
}

static void to_fields(const struct hn_token *t, uint64_t *v) {
    uint64_t normal[F_COUNT];

    defaults(normal);
    v[F_STRATEGY] = t->config.strategy;
    v[F_DEPTH] = t->config.params.depth;
    v[F_SEED] = t->config.seed;
    v[F_SPURIOUS] = t->config.spurious_max;
    v[F_DECISIONS] = t->config.profile.decisions;
    v[F_TASKS] = t->config.profile.tasks;
    v[F_STEPS] = t->config.max_steps;
    v[F_DRAIN] = (uint64_t)t->config.drain_ns;
    v[F_PATIENCE] = (uint64_t)t->config.patience_ns;
    v[F_SLEEP_PATIENCE] = (uint64_t)t->config.sleep_patience_ns;
    v[F_REALTIME] = (uint64_t)t->realtime;
    v[F_BUSY] = t->busy_ms;
    v[F_PREEMPT] = t->preempt;
    v[F_SITES] = t->sites.count;
    v[F_MASK] = 0;
    for (int i = F_MASK + 1; i < F_COUNT; i++)
        if (v[i] != normal[i])
            v[F_MASK] |= UINT64_C(1) << (i - F_MASK - 1);
}

static size_t put_u32(uint8_t *p, uint32_t v) {
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (8 * i));
    return 4;
}

static size_t put_u64(uint8_t *p, uint64_t v) {
    put_u32(p, (uint32_t)v);
    return 4 + put_u32(p + 4, (uint32_t)(v >> 32));
}

/* The one cycle that a steered seed knows: each task, and what it holds. */
static size_t put_cycle(uint8_t *p, const struct ds_config *c) {
    const struct ds_cycle *cycle = &c->profile.cycles[c->params.cycle % DS_MAX_CYCLES];
    size_t n = 1;

    p[0] = (uint8_t)cycle->length;
    for (uint32_t i = 0; i < cycle->length && i < DS_MAX_CYCLE; i++) {
        n += put_u64(p + n, cycle->step[i].task);
        n += put_u64(p + n, cycle->step[i].held);
    }
    return n;
}

static size_t put_departures(uint8_t *p, const struct hn_token *t) {
    size_t n = hn_varint_put(p, t->config.departures);

    for (uint32_t i = 0; i < t->config.departures; i++) {
        const struct ds_departure *d = &t->departures[i];

        n += hn_varint_put(p + n, d->kind);
        n += hn_varint_put(p + n, d->point);
        n += hn_varint_put(p + n, d->nth);
        n += put_u64(p + n, d->task);
        n += put_u64(p + n, d->to);
    }
    return n;
}

static char *encode(const uint8_t *p, size_t n) {
    char *text = hn_alloc(sizeof(PREFIX VERSION) + n * 8 / 5 + 2), *q;
    unsigned bits = 0, have = 0;

    strcpy(text, PREFIX VERSION);
    q = text + strlen(text);
    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | p[i];
        for (have += 8; have >= 5; have -= 5)
            *q++ = digits[bits >> (have - 5) & 31];
        bits &= 31;
    }
    if (have)
        *q++ = digits[bits << (5 - have) & 31];
    *q = 0;
    return text;
}

char *hn_token_make(const struct hn_token *t) {
    uint8_t bytes[MAX_BYTES];
    uint64_t v[F_COUNT];
    size_t n = 0;

    to_fields(t, v);
    for (int i = 0; i < F_COUNT; i++)
        if (i <= F_MASK || v[F_MASK] >> (i - F_MASK - 1) & 1)
            n += hn_varint_put(bytes + n, v[i]);
    if (t->sites.count)
        n += hn_sites_pack(&t->sites, bytes + n);
    if (t->config.strategy == DS_STRAT_STEER)
        n += put_cycle(bytes + n, &t->config);
    if (t->config.strategy == DS_STRAT_DEPART)
        n += put_departures(bytes + n, t);
    n += put_u32(bytes + n, t->program);
    n += put_u32(bytes + n, t->fingerprint);
    n += put_u32(bytes + n, t->trace);
    n += put_u32(bytes + n, hn_crc32(bytes, n));
    return encode(bytes, n);
}

/* -1 if TEXT holds anything but digits, is too long or of a length that no byte count has. */
static long decode(const char *text, uint8_t *out) {
    unsigned bits = 0, have = 0;
    long n = 0;

    for (; *text; text++) {
        const char *d = strchr(digits, *text);

        if (!d || n == MAX_BYTES)
            return -1;
        bits = (bits << 5 | (unsigned)(d - digits)) & 0xfff;
        have += 5;
        if (have >= 8) {
            have -= 8;
            out[n++] = (uint8_t)(bits >> have);
        }
    }
    return have >= 5 || bits & ((1u << have) - 1) ? -1 : n;
}

static uint32_t get_u32(const uint8_t *p) {
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t get_u64(const uint8_t *p) {
    return get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

static bool get_cycle(struct ds_cycle *c, const uint8_t *p, size_t n, size_t *at) {
    *c = (struct ds_cycle){.length = *at < n ? p[(*at)++] : 0};
    if (c->length < 2 || c->length > DS_MAX_CYCLE || n - *at < c->length * (size_t)16)
        return false;
    for (uint32_t i = 0; i < c->length; i++, *at += 16) {
        c->step[i].task = get_u64(p + *at);
        c->step[i].held = get_u64(p + *at + 8);
        c->step[(i + c->length - 1) % c->length].wanted = c->step[i].held;
    }
    return true;
}

static bool get_departures(struct hn_token *t, const uint8_t *p, size_t n, size_t *at) {
    uint64_t count, kind, point, nth;

    if (!hn_varint_get(p, n, at, &count) || count > HN_TOKEN_DEPARTURES)
        return false;
    for (uint64_t i = 0; i < count; i++, *at += 16) {
        if (!hn_varint_get(p, n, at, &kind) || !hn_varint_get(p, n, at, &point) ||
            !hn_varint_get(p, n, at, &nth) || n - *at < 16 || kind >= DS_CHOICE_COUNT ||
            point > UINT32_MAX || nth > UINT16_MAX)
            return false;
        t->departures[i] = (struct ds_departure){.task = get_u64(p + *at),
                                                 .to = get_u64(p + *at + 8),
                                                 .point = (uint32_t)point,
                                                 .kind = (uint16_t)kind,
                                                 .nth = (uint16_t)nth};
    }
    t->config.departures = (uint32_t)count;
    return true;
}

static uint64_t cycles_hash(uint64_t hash, const struct ds_profile *p) {
    for (uint32_t i = 0; i < p->cycle_count; i++)
        for (uint32_t k = 0; k < p->cycles[i].length; k++)
            hash =
                ds_key_mix(ds_key_mix(hash, p->cycles[i].step[k].task), p->cycles[i].step[k].held);
    return hash;
}

uint64_t hn_profile_hash(const struct ds_profile *p, const struct hn_sites *sites) {
    if (!p->decisions && !p->tasks && !sites->count && !p->cycle_count)
        return 0;
    uint64_t hash = ds_key_mix(ds_key_mix(DS_ENGINE_VERSION, p->decisions), p->tasks);

    return cycles_hash(hn_sites_hash(hash, sites), p);
}

static bool from_fields(struct hn_token *t, const uint64_t *v, const struct ds_cycle *cycle) {
    struct ds_config *c = &t->config;
    uint32_t departures = c->departures;

    for (int i = F_MASK + 1; i < F_COUNT; i++)
        if (v[i] > INT64_MAX)
            return false;
    if (v[F_STRATEGY] >= DS_STRAT_COUNT || v[F_STRATEGY] == DS_STRAT_REPLAY || v[F_DEPTH] > 64 ||
        v[F_SPURIOUS] > 1000000 || v[F_BUSY] > 3600000 || v[F_PREEMPT] > DS_PREEMPT_ALL ||
        v[F_SITES] != t->sites.count)
        return false;
    ds_config_default(c);
    c->departures = departures;
    c->seed = v[F_SEED];
    c->strategy = (uint32_t)v[F_STRATEGY];
    c->params.depth = (uint32_t)v[F_DEPTH];
    c->spurious_max = (uint32_t)v[F_SPURIOUS];
    c->profile.decisions = v[F_DECISIONS];
    c->profile.tasks = v[F_TASKS];
    c->profile.cycle_count = cycle->length > 0;
    c->profile.cycles[0] = *cycle;
    c->profile.hash = hn_profile_hash(&c->profile, &t->sites);
    c->max_steps = c->max_fair_steps = v[F_STEPS];
    c->drain_ns = (int64_t)v[F_DRAIN];
    c->patience_ns = (int64_t)v[F_PATIENCE];
    c->sleep_patience_ns = (int64_t)v[F_SLEEP_PATIENCE];
    t->realtime = (int64_t)v[F_REALTIME];
    t->busy_ms = (uint32_t)v[F_BUSY];
    t->preempt = (uint32_t)v[F_PREEMPT];
    return ds_engine_size(c) > 0; /* or the engine would refuse bounds like these */
}

enum hn_token_error hn_token_read(const char *text, struct hn_token *t) {
    uint8_t bytes[MAX_BYTES];
    uint64_t v[F_COUNT], normal[F_COUNT];
    struct ds_cycle cycle = {0};
    size_t at = 0;
    long n;

    if (strncmp(text, PREFIX, strlen(PREFIX)))
        return HN_TOKEN_GARBAGE;
    text += strlen(PREFIX);
    size_t number = strspn(text, "0123456789");

    if (!number || text[number] != '-')
        return number && !text[number] ? HN_TOKEN_TRUNCATED : HN_TOKEN_GARBAGE;
    if (strncmp(text, VERSION, strlen(VERSION)))
        return HN_TOKEN_VERSION;
    n = decode(text + strlen(VERSION), bytes);
    if (n < 0 && strspn(text + strlen(VERSION), digits) != strlen(text + strlen(VERSION)))
        return HN_TOKEN_GARBAGE;
    if (n < 20 || get_u32(bytes + n - 4) != hn_crc32(bytes, (size_t)n - 4))
        return HN_TOKEN_TRUNCATED;
    defaults(v);
    for (int i = 0; i < F_COUNT; i++)
        if ((i <= F_MASK || v[F_MASK] >> (i - F_MASK - 1) & 1) &&
            !hn_varint_get(bytes, (size_t)n - 16, &at, &v[i]))
            return HN_TOKEN_GARBAGE;
    defaults(normal);
    for (int i = F_MASK + 1; i < F_COUNT; i++)
        if (v[F_MASK] >> (i - F_MASK - 1) & 1 && v[i] == normal[i])
            return HN_TOKEN_GARBAGE; /* a default is left out */
    t->sites = (struct hn_sites){0};
    if (v[F_SITES] && !hn_sites_unpack(&t->sites, bytes, (size_t)n - 16, &at))
        return HN_TOKEN_GARBAGE;
    if (v[F_STRATEGY] == DS_STRAT_STEER && !get_cycle(&cycle, bytes, (size_t)n - 16, &at))
        return HN_TOKEN_GARBAGE;
    t->config.departures = 0;
    if (v[F_STRATEGY] == DS_STRAT_DEPART && !get_departures(t, bytes, (size_t)n - 16, &at))
        return HN_TOKEN_GARBAGE;
    if (at != (size_t)n - 16 || v[F_MASK] >> (F_COUNT - F_MASK - 1) || !from_fields(t, v, &cycle))
        return HN_TOKEN_GARBAGE;
    t->program = get_u32(bytes + at);
    t->fingerprint = get_u32(bytes + at + 4);
    t->trace = get_u32(bytes + at + 8);
    return HN_TOKEN_OK;
}
