/* region.c: a region that the program wrote over is copied or found corrupt; what is accepted can be
 * judged, explained and reported. */
#define _GNU_SOURCE
#include <elf.h>
#include <graphviz/cgraph.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "harness/explain.h"
#include "harness/run_copy.h"
#include "reports/writer.h"
#include "runtime/engine/internal.h"
#include "tests/lib/world.h"

static const char *const scripts[] = {
    /* deadlock, and a lock held at a thread's end */
    "mutex a\nmutex b\nmain: create A; create B; join A; join B\n"
    "A: lock a; yield; lock b\nB: lock b; yield; lock a\n",
    /* lost wake-up */
    "mutex m\ncond c\nmain: create A; signal c; join A\nA: lock m; cond-wait c m; unlock m\n",
    /* self-deadlock */
    "mutex m\nmain: create A; join A\nA: lock m; lock m\n",
    /* livelock */
    "mutex m\nmain: create A; lock m; yield; join A\nA: trylock m; yield; again\n",
    /* misuse and a thread that never ends */
    "mutex m\nsem s 0\nbarrier r 2\nmain: create A; create B detached; unlock m; sleep 1ms\n"
    "A: sem-wait s\nB: barrier-wait r\n",
    /* clean */
    "mutex m\nrwlock w\nonce o\nmain: create A; lock m; unlock m; join A; once o; ?once-done o\n"
    "A: rdlock w; rw-unlock w; lock m; unlock m; sem-post s\nsem s 0\n",
    /* tasks parked in a select and at a full channel */
    "chan c\nchan d 1\nmutex m go\nmain: create A; create B; lock m; send d; send d; join A\n"
    "A: select <c >nil <c\nB: rdlock w; lock m\nrwlock w go\n",
};
enum { SCRIPTS = sizeof scripts / sizeof scripts[0], STACKS = 6, AREAS = 16 };

struct image {
    struct hn_launch l;
    struct hn_source source;
    struct ds_config config;
    struct ds_result_rec rec;
    struct fuzz_area areas[AREAS];
    size_t area_count;
};
static struct image images[SCRIPTS];
static struct hn_symbols *symbols;
static char sample_path[64];
static uint64_t sample_entry;

static size_t pages(size_t n) {
    return (n + 4095) / 4096 * 4096;
}

/* The places that harness/launch.c gives the parts of a region. */
static void lay_out(struct image *m) {
    struct hn_launch *l = &m->l;

    l->config = m->config;
    l->tasks_off = pages(sizeof(struct ds_region));
    l->places_off = l->tasks_off + pages(m->config.max_tasks * sizeof(struct ds_task_info));
    l->engine_off =
        l->places_off + pages((m->config.max_objects + (size_t)1) * sizeof(struct ds_obj_place));
    l->engine_size = pages(ds_engine_size(&m->config));
    l->region_size = l->engine_off + l->engine_size;
}

static void add_area(struct image *m, void *at, size_t size) {
    FUZZ_CHECK(m->area_count < AREAS);
    m->areas[m->area_count++] = (struct fuzz_area){at, size};
}

static void fill_stacks(struct ds_region *r) {
    r->stack_count = STACKS;
    for (unsigned i = 1; i <= STACKS; i++) {
        r->stacks[i].depth = 1 + i % 3;
        for (unsigned k = 0; k < r->stacks[i].depth; k++)
            r->stacks[i].pc[k] = 0x10000 + sample_entry + 32 * i + 64 * k;
    }
    r->module_count = 2;
    r->modules[0] = (struct ds_module){.start = 0x10000, .end = 0x20000, .bias = 0x10000};
    r->modules[1] = (struct ds_module){.start = 0x30000, .end = 0x40000, .bias = 0x30000};
    memcpy(r->modules[1].path, "/nonexistent/libgone.so", 24);
}

static void fill_places(struct image *m, char *base, const struct ds_totals *totals) {
    struct ds_task_info *info = (void *)(base + m->l.tasks_off);
    struct ds_obj_place *places = (void *)(base + m->l.places_off);
    struct ds_engine *e = (void *)(base + m->l.engine_off);

    for (uint32_t i = 0; i < totals->tasks; i++)
        info[i] = (struct ds_task_info){.create_stack = i % STACKS, .final_stack = i % STACKS + 1};
    for (uint32_t i = 1; i <= totals->objects; i++)
        places[i] = (struct ds_obj_place){
            .place = i % (DS_PLACE_NAMED + 1), .a = 0x4010 + 8 * (uint64_t)i, .name = "thing"};
    struct ds_event *events = ds_at(e, e->events_off);

    for (uint64_t i = 0; i < totals->points && i < m->config.event_slots; i++)
        events[i].stack = (uint32_t)(i % (STACKS + 1));
    add_area(m, info, totals->tasks * sizeof(*info));
    add_area(m, places + 1, totals->objects * sizeof(*places));
    add_area(m, e, sizeof(*e));
    add_area(m, &e->tot, sizeof(e->tot));
    add_area(m, ds_at(e, e->tasks_off), totals->tasks * sizeof(struct ds_task_rec));
    add_area(m, ds_at(e, e->objs_off), (totals->objects + 1) * sizeof(struct ds_obj_rec));
    add_area(m, events, 64 * sizeof(*events));
    add_area(m, ds_at(e, e->choices_off), 64);
}

/* Plays a script, and puts what it left where the shim would have put it. */
static void make_image(struct image *m, const char *script, uint64_t seed) {
    m->config = world_config(seed % 2 ? DS_STRAT_RANDOM : DS_STRAT_ORDER, seed);
    m->config.max_steps = m->config.max_fair_steps = 50;
    struct world *w = world_new(script, &m->config);

    lay_out(m);
    enum ds_status status = world_run(w);
    const struct ds_totals *t = ds_totals(w->e);
    int fd = memfd_create("region", MFD_CLOEXEC);

    FUZZ_CHECK(fd >= 0 && !ftruncate(fd, (off_t)m->l.region_size));
    struct ds_region *r = mmap(NULL, m->l.region_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    FUZZ_CHECK(r != MAP_FAILED);
    memcpy((char *)r + m->l.engine_off, w->e, ds_engine_size(&m->config));
    fill_stacks(r);
    m->rec = (struct ds_result_rec){
        .seed = seed,
        .trace_hash = t->trace_hash,
        .points = t->points,
        .strategy = m->config.strategy,
        .stage = status == DS_ST_DRAINED ? DS_STAGE_DRAINED : DS_STAGE_STOPPED,
        .status = t->status,
        .tasks = t->tasks,
        .live = 1,
        .misuses = 1,
    };
    m->source = (struct hn_source){.region = r,
                                   .l = &m->l,
                                   .rec = &m->rec,
                                   .config = &m->config,
                                   .region_fd = fd,
                                   .out_fd = memfd_create("out", MFD_CLOEXEC),
                                   .err_fd = memfd_create("err", MFD_CLOEXEC),
                                   .explained = true};
    FUZZ_CHECK(write(m->source.err_fd, "words\x1b[1m\xff\n", 11) == 11);
    add_area(m, &m->rec, sizeof(m->rec));
    add_area(m, &r->stage, (size_t)((char *)r->results - (char *)&r->stage));
    add_area(m, &r->stack_count, 8);
    add_area(m, r->modules, 2 * sizeof(r->modules[0]));
    add_area(m, r->stacks, (STACKS + 1) * sizeof(r->stacks[0]));
    fill_places(m, (char *)r, t);
    world_free(w);
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    size_t size;
    uint8_t *image;

    (void)argc;
    fuzz_begin(*argv);
    image = fuzz_sample(&size);
    sample_entry = ((const Elf64_Ehdr *)(const void *)image)->e_entry;
    fuzz_file(image, size, sample_path, sizeof(sample_path));
    free(image);
    for (unsigned i = 0; i < SCRIPTS; i++)
        make_image(&images[i], scripts[i], i);
    return 0;
}

/* Each writer's output is accepted by a parser that is not ours. */
static void check_reports(const struct rp_finding *f) {
    const struct rp_options options = {.full = true, .verbose = 2};
    struct rp_sink *text = rp_sink_memory(), *json = rp_sink_memory(), *dot = rp_sink_memory();
    struct rp_sink *waits = rp_sink_memory();

    rp_writer_text.finding(f, &options, text);
    rp_writer_json.finding(f, &options, json);
    json_t *parsed = json_loads(rp_sink_text(json, NULL), 0, NULL);

    FUZZ_CHECK(parsed);
    json_decref(parsed);
    FUZZ_CHECK(!rp_dot_hb(f, &options, dot) && !rp_dot_waits(f, &options, waits));
    Agraph_t *graph = agmemread(rp_sink_text(dot, NULL));

    FUZZ_CHECK(graph);
    agclose(graph);
    FUZZ_CHECK(!rp_sink_end(text) && !rp_sink_end(json));
    FUZZ_CHECK(!rp_sink_end(dot) && !rp_sink_end(waits));
}

static void judge(const struct hn_run *run) {
    struct hn_raw_list list = {0};
    struct rp_arena *arena = rp_arena_new();

    hn_detect(run, &list);
    for (size_t i = 0; i < list.count; i++) {
        struct rp_finding f = {0};

        if (list.items[i].related_to != HN_ROOT)
            continue;
        hn_fingerprint(run, &list.items[i], symbols);
        hn_explain(run, &list, i, symbols, arena, &f);
        check_reports(&f);
    }
    hn_raw_list_free(&list);
    rp_arena_free(arena);
}

/* What harness/job.c lets through. */
static bool acceptable(const struct ds_result_rec *rec) {
    return rec->strategy < DS_STRAT_COUNT && rec->stage <= DS_STAGE_PANICKED &&
           rec->status < DS_ST_COUNT;
}

/* First byte: which run; then edits of it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static unsigned plays;
    struct fuzz_undo undo;

    if (!size)
        return 0;
    struct image *m = &images[data[0] % SCRIPTS];

    if (plays++ % 256 == 0) { /* what it keeps of files grows with every address */
        hn_symbols_free(symbols);
        symbols = hn_symbols_new();
        hn_symbols_program(symbols, sample_path);
    }
    fuzz_edit(data + 1, size - 1, m->areas, m->area_count, &undo);
    if (acceptable(&m->rec)) {
        struct hn_run *run = hn_run_copy(&m->source);

        FUZZ_CHECK(run && run->out && run->err);
        FUZZ_CHECK(undo.count || !run->corrupt);
        judge(run);
        hn_run_free(run);
    }
    fuzz_undo(&undo);
    return 0;
}
