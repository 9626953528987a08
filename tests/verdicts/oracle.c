/* oracle.c: plays seeds of a program and compares the races that were told with those that there were.
 *
 *     oracle COUNT PROGRAM [ARG...]
 *
 * Says for each seed in which they differ what is missing or too much, then one line of totals; status 1
 * if any differed. In each seed in which two accesses are unordered, the first such access must be told
 * at the moment it happens; and what is told must be unordered.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../harness/campaign.h"
#include "../../harness/target.h"
#include "../../harness/util.h"
#include "order.h"

struct totals {
    uint64_t seeds, racy, told, wrong, records;
};

static uint64_t first_pc(const struct hn_run *run, uint32_t stack) {
    return stack && stack <= run->stack_count && run->stacks[stack].depth ? run->stacks[stack].pc[0]
                                                                          : 0;
}

static bool is_side(const struct hn_run *run, const struct ds_access *side,
                    const struct race_log *r) {
    return side->task == r->task && side->position == r->position &&
           first_pc(run, side->stack) == r->pc;
}

/* RACE was told and there are two such accesses that nothing orders. */
static bool is_true(const struct hn_run *run, const struct order *o, const struct ds_race *race) {
    bool freed;
    for (size_t b = 0; b < o->count; b++)
        for (size_t a = 0; a < b && is_side(run, &race->side[1], o->items[b].log); a++)
            if (is_side(run, &race->side[0], o->items[a].log) && order_races(o, a, b, &freed) &&
                freed == (race->freed != 0))
                return true;
    return false;
}

/* The first access that races with an earlier one was told. */
static bool is_told(const struct hn_run *run, const struct order *o, size_t a, size_t b) {
    for (size_t i = 0; i < run->race_count; i++)
        if (is_side(run, &run->races[i].side[1], o->items[b].log))
            return true;
    const struct race_log *p = o->items[a].log, *q = o->items[b].log;
    printf("# seed %llu: not told: T%u at %#llx after its event %u, and T%u at %#llx after %u\n",
           (unsigned long long)run->config.seed, p->task, (unsigned long long)p->pc, p->position,
           q->task, (unsigned long long)q->pc, q->position);
    return false;
}

static bool first_pair(const struct order *o, size_t *a, size_t *b) {
    bool freed;
    for (*b = 0; *b < o->count; ++*b)
        for (*a = 0; *a < *b; ++*a)
            if (order_races(o, *a, *b, &freed))
                return true;
    return false;
}

static void compare(const struct hn_run *run, const struct order *o, struct totals *t) {
    size_t a, b;
    bool racy = first_pair(o, &a, &b), good = true;
    if (racy)
        good = is_told(run, o, a, b);
    for (size_t i = 0; i < run->race_count; i++) {
        const struct ds_access *side = run->races[i].side;
        if (is_true(run, o, &run->races[i]))
            continue;
        printf("# seed %llu: told, but ordered: T%u after its event %u, and T%u after %u\n",
               (unsigned long long)run->config.seed, side[0].task, side[0].position, side[1].task,
               side[1].position);
        good = false;
    }
    t->racy += racy;
    t->told += run->race_count > 0;
    t->wrong += !good;
}

static void look(const struct hn_run *run, const char *path, struct totals *t) {
    struct stat st;
    struct order o;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        printf("# seed %llu: no log: %s\n", (unsigned long long)run->config.seed, strerror(errno));
        t->wrong++;
        return;
    }
    size_t size = (size_t)st.st_size, records = size / sizeof(struct race_log);
    void *log = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (log == MAP_FAILED)
        exit(2);
    order_make(&o, run, log, records);
    compare(run, &o, t);
    order_free(&o);
    t->records += records;
    if (log)
        munmap(log, size);
}

static int play(struct hn_launch *l, const struct hn_options *opt, uint64_t count, const char *path,
                struct totals *t) {
    struct hn_campaign c;
    int status = hn_campaign_open(&c, opt, l, NULL);
    for (uint64_t seed = 0; !status && seed < count; seed++) {
        struct hn_job job = {.config = c.config, .mix = opt->mix};
        struct ds_config config = hn_job_config(&c.workers[0], &job, seed);
        struct hn_run *run = hn_worker_play(&c.workers[0], &config, false);
        if (!run)
            return HN_CANNOT;
        t->seeds++;
        if (run->race_bound[0] || run->race_lost) {
            printf("# seed %llu: a bound was met: %s\n", (unsigned long long)seed, run->race_bound);
            t->wrong++;
        } else {
            look(run, path, t);
        }
        hn_run_free(run);
    }
    hn_campaign_close(&c);
    return status;
}

int main(int argc, char **argv) {
    struct hn_options opt;
    struct hn_target target = {0};
    struct hn_launch l = {0};
    struct totals t = {0};
    char path[] = "/tmp/access-log-XXXXXX";
    static char name[] = "run", one[] = "-j1";
    char *words[] = {name, one, NULL};
    if (argc < 3 || hn_options_parse(&opt, HN_C_RUN, 2, words) < 0)
        return 2;
    int fd = mkstemp(path);
    if (fd < 0 || setenv("DETSCHED_ACCESS_LOG", path, 1) != 0)
        return 2;
    close(fd);
    hn_interrupt_prepare();
    int status = hn_target_open(&target, argv[2]);
    if (!status)
        status = hn_launch_init(&l, &opt, &target, argv + 2);
    if (!status)
        status = hn_input_open(&l.input, opt.stdin_file, &target);
    if (!status)
        status = play(&l, &opt, strtoull(argv[1], NULL, 10), path, &t);
    hn_launch_free(&l);
    hn_target_close(&target);
    unlink(path);
    printf("seeds %llu, racy %llu, told %llu, wrong %llu, records %llu\n",
           (unsigned long long)t.seeds, (unsigned long long)t.racy, (unsigned long long)t.told,
           (unsigned long long)t.wrong, (unsigned long long)t.records);
    return status ? 2 : t.wrong != 0;
}
