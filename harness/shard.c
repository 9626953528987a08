/* shard.c: the systems that start the same command many times, and the variables by which they number it. */
#include "shard.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util.h"

uint64_t hn_shard_seeds(const struct hn_shard *s, uint64_t first, uint64_t end) {
    uint64_t skip = (s->index + s->count - first % s->count) % s->count;

    return skip >= end - first ? 0 : (end - first - skip - 1) / s->count + 1;
}

uint64_t hn_shard_seed(const struct hn_shard *s, uint64_t first, uint64_t k) {
    return first + (s->index + s->count - first % s->count) % s->count + k * s->count;
}

static bool fill(struct hn_shard *s, uint64_t index, uint64_t count) {
    *s = (struct hn_shard){index, count};
    return index < count && count <= HN_MAX_SHARDS;
}

bool hn_shard_parse(const char *text, struct hn_shard *s) {
    const char *slash = strchr(text, '/');
    uint64_t index, count;
    char first[16];

    if (!slash || (size_t)(slash - text) >= sizeof(first))
        return false;
    memcpy(first, text, (size_t)(slash - text));
    first[slash - text] = 0;
    return hn_number(first, HN_MAX_SHARDS, &index) && index &&
           hn_number(slash + 1, HN_MAX_SHARDS, &count) && fill(s, index - 1, count);
}

/* One system. MIN and STEP may be NULL: the numbers begin at BASE, one apart. */
static const struct way {
    const char *name, *index, *count, *min, *step;
    uint64_t base;
} ways[] = {
    {"detsched", "DETSCHED_SHARD_INDEX", "DETSCHED_SHARD_TOTAL", NULL, NULL, 1},
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
     "SLURM_ARRAY_TASK_STEP", 0},
    {"Kubernetes", "JOB_COMPLETION_INDEX", "DETSCHED_SHARD_TOTAL", NULL, NULL, 0},
    {"Bazel", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", NULL, NULL, 0},
    {"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", NULL, NULL, 1},
    {"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", NULL, NULL, 0},
    {"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", NULL, NULL, 0},
    {"GNU parallel", "PARALLEL_SEQ", "DETSCHED_SHARD_TOTAL", NULL, NULL, 1},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))
#define BAZEL_FILE "TEST_SHARD_STATUS_FILE"

/* An empty variable counts as none. */
static const char *value(hn_look *look, const char *name) {
    const char *text = look(name);

    return text && *text ? text : NULL;
}

static int read_way(const struct way *w, hn_look *look, struct hn_shard *s, char **used) {
    const char *index = value(look, w->index), *count = value(look, w->count);
    const char *min = w->min ? value(look, w->min) : NULL;
    const char *step = w->step ? value(look, w->step) : NULL;
    uint64_t i, n, low = w->base, apart = 1;

    if (!count)
        return hn_fail(HN_USAGE, "--shard auto: %s=%s is set, but not %s, the number of shards",
                       w->index, index, w->count);
    if (!hn_number(index, UINT64_MAX, &i) || !hn_number(count, HN_MAX_SHARDS, &n) ||
        (min && !hn_number(min, UINT64_MAX, &low)) ||
        (step && (!hn_number(step, UINT64_MAX, &apart) || !apart)) || i < low ||
        (i - low) % apart || !fill(s, (i - low) / apart, n))
        return hn_fail(HN_USAGE, "--shard auto: %s=%s and %s=%s name no shard", w->index, index,
                       w->count, count);
    *used = hn_text("shard %llu/%llu, from %s=%s and %s=%s", (unsigned long long)s->index + 1,
                    (unsigned long long)n, w->index, index, w->count, count);
    return 0;
}

int hn_shard_auto(hn_look *look, struct hn_shard *s, char **used) {
    const struct way *found = NULL;

    for (size_t i = 0; i < WAYS; i++) {
        if (!value(look, ways[i].index))
            continue;
        if (found)
            return hn_fail(HN_USAGE,
                           "--shard auto: both %s (%s) and %s (%s) number this process; say "
                           "--shard i/n",
                           found->index, found->name, ways[i].index, ways[i].name);
        found = &ways[i];
    }
    if (!found)
        return hn_fail(HN_USAGE, "--shard auto: no variable that numbers this process is set; say "
                                 "--shard i/n, or set DETSCHED_SHARD_INDEX and "
                                 "DETSCHED_SHARD_TOTAL");
    return read_way(found, look, s, used);
}

static bool names(const char *entry, const char *name) {
    size_t n = name ? strlen(name) : 0;

    return n && !strncmp(entry, name, n) && entry[n] == '=';
}

bool hn_shard_variable(const char *entry) {
    for (size_t i = 0; i < WAYS; i++)
        if (names(entry, ways[i].index) || names(entry, ways[i].count) ||
            names(entry, ways[i].min) || names(entry, ways[i].step))
            return true;
    return names(entry, BAZEL_FILE);
}

void hn_shard_touch(hn_look *look) {
    const char *path = value(look, BAZEL_FILE);
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666) : -1;

    if (fd >= 0)
        close(fd);
}
