/* cmd_status.c: detsched status DIR...: where each shard of a campaign stands, and all of them. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "identity.h"
#include "output_file.h"
#include "results.h"
#include "store_dir.h"
#include "util.h"

/* One directory, or the sum of several. */
struct standing {
    const char *path;
    const char *state; /* "running", "ended", "dead" or "not begun" */
    char *verdict;
    uint64_t asked, done, failing;
    double rate;
    json_t *findings; /* fingerprints, as keys */
};

static void add_finding(struct standing *s, const char *fingerprint) {
    if (fingerprint && *fingerprint)
        json_object_set_new(s->findings, fingerprint, json_true());
}

/* How many seeds the directory's campaign is to play, and with what options. */
static bool read_plan(int dir, struct hn_options *o, uint64_t *asked) {
    json_t *manifest = hn_dir_manifest(dir);
    const char *shard = hn_json_get_text(manifest, "shard");
    bool ok = manifest && hn_identity_options(json_object_get(manifest, "identity"), o);

    o->shard = (struct hn_shard){.count = 1};
    if (ok && *shard)
        ok = hn_shard_parse(shard, &o->shard);
    if (ok)
        *asked = hn_shard_seeds(&o->shard, o->seed_first, o->seed_end);
    json_decref(manifest);
    return ok;
}

/* What status.json says, which may be a second old. */
static bool read_status(int dir, struct standing *s) {
    int fd = openat(dir, "status.json", O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    json_t *j = fd < 0 ? NULL : json_loadfd(fd, JSON_REJECT_DUPLICATES, NULL);
    const json_t *list = json_object_get(j, "findings");
    bool ok = hn_json_get_number(j, "seeds_done", &s->done) &&
              hn_json_get_number(j, "failing", &s->failing);

    s->verdict = hn_dup(hn_json_get_text(j, "verdict"));
    s->rate = json_real_value(json_object_get(json_object_get(j, "timing"), "seeds_per_second"));
    for (size_t i = 0; i < json_array_size(list); i++)
        add_finding(s, json_string_value(json_array_get(list, i)));
    json_decref(j);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Nobody wrote down where it ended: the records are counted. */
static void count_records(int dir, const struct hn_options *o, struct standing *s) {
    struct hn_results r;
    bool open = hn_results_open(&r, dir);
    json_t *j;

    s->done = s->failing = 0;
    s->rate = 0;
    while (open && (j = hn_results_next(&r))) {
        struct hn_record rec;
        bool failing = false;

        if (json_object_get(j, "trace") && hn_record_read(j, &rec)) {
            s->done++;
            for (size_t i = 0; i < rec.hit_count; i++) {
                char text[17];

                if (rec.hits[i].suppressed)
                    continue;
                snprintf(text, sizeof(text), "%016llx",
                         (unsigned long long)rec.hits[i].fingerprint);
                add_finding(s, text);
                failing |= hn_severity(&rec.hits[i], o) >= o->fail_on;
            }
            hn_record_free(&rec);
        }
        s->failing += failing;
        json_decref(j);
    }
    if (open)
        hn_results_close(&r);
}

static int look(struct standing *s, const char *path) {
    struct hn_options o = {0};
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), status = 0;

    *s = (struct standing){.path = path, .state = "not begun", .findings = json_object()};
    if (dir < 0)
        return errno == ENOENT ? 0 : hn_fail(HN_CANNOT, "%s: %s", path, strerror(errno));
    bool taken = hn_dir_taken(dir);

    if (read_plan(dir, &o, &s->asked)) {
        bool ended = read_status(dir, s) && strcmp(s->verdict, "running") != 0;

        s->state = taken ? "running" : ended ? "ended" : "dead";
        if (!taken && !ended)
            count_records(dir, &o, s);
    } else if (!taken && !hn_dir_empty(path)) {
        status = hn_fail(HN_CANNOT, "%s holds no results of a campaign", path);
    }
    close(dir);
    return status;
}

static void add_up(struct standing *total, const struct standing *s) {
    total->asked += s->asked;
    total->done += s->done;
    total->failing += s->failing;
    total->rate += !strcmp(s->state, "running") ? s->rate : 0;
    json_object_update(total->findings, s->findings);
}

static bool complete(const struct standing *s) {
    return !strcmp(s->state, "ended") && strcmp(s->verdict, "incomplete") != 0 &&
           strcmp(s->verdict, "error") != 0;
}

static char *line_of(const struct standing *s) {
    size_t findings = json_object_size(s->findings);
    bool moves = !strcmp(s->state, "running") || !strcmp(s->state, "in all");
    char *rate = moves && s->rate > 0 ? hn_text(", %.0f a second", s->rate) : hn_dup("");
    const char *how = strcmp(s->state, "ended") || complete(s) ? "" : s->verdict;
    char *line = hn_text("%s: %s%s%s, %llu of %llu seeds, %llu failing, %zu finding%s%s\n", s->path,
                         s->state, *how ? " " : "", how, (unsigned long long)s->done,
                         (unsigned long long)s->asked, (unsigned long long)s->failing, findings,
                         findings == 1 ? "" : "s", rate);

    free(rate);
    return line;
}

static json_t *json_of(const struct standing *s) {
    json_t *list = json_array();
    const char *key;
    json_t *value;

    json_object_foreach(s->findings, key, value) json_array_append_new(list, json_string(key));
    json_t *j =
        json_pack("{s:o, s:o, s:o, s:o, s:f}", "seeds_asked", hn_json_number(s->asked),
                  "seeds_done", hn_json_number(s->done), "failing", hn_json_number(s->failing),
                  "findings", list, "seeds_per_second", s->rate);

    if (s->path) {
        json_object_set_new(j, "directory", hn_json_text(s->path));
        json_object_set_new(j, "state", json_string(s->state));
        json_object_set_new(j, "verdict", hn_json_text(s->verdict ? s->verdict : ""));
    }
    return j;
}

static char *text_form(const struct standing *all, size_t n, const struct standing *total) {
    char *text = hn_dup("");

    for (size_t i = 0; i <= n; i++) {
        char *line = line_of(i < n ? &all[i] : total);
        char *longer = hn_text("%s%s", text, line);

        free(line);
        free(text);
        text = longer;
    }
    return text;
}

static char *json_form(const struct standing *all, size_t n, const struct standing *total) {
    json_t *list = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_of(&all[i]));
    struct standing sum = *total;

    sum.path = NULL;
    json_t *j = json_pack("{s:s, s:o, s:o}", "schema", "detsched/status/1", "directories", list,
                          "total", json_of(&sum));
    char *bytes = json_dumps(j, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_REAL_PRECISION(12));
    char *text = hn_text("%s\n", bytes);

    free(bytes);
    json_decref(j);
    return text;
}

static int write_report(const struct hn_report *r, const struct standing *all, size_t n,
                        const struct standing *total) {
    bool json = !strcmp(r->format, "json");
    char *text = json ? json_form(all, n, total) : text_form(all, n, total);
    struct hn_output_file file;
    int error = 0;

    if (r->file) {
        error = hn_output_file_open(&file, r->file);
        if (!error)
            error = hn_output_file_write(&file, text, strlen(text));
        hn_output_file_close(&file);
    } else if (!hn_write_all(STDOUT_FILENO, text, strlen(text))) {
        error = errno;
    }
    free(text);
    return error ? hn_fail(HN_CANNOT, "%s: %s", r->file ? r->file : "standard output",
                           strerror(error))
                 : 0;
}

static int tell(struct hn_options *o, char **dirs, size_t n) {
    struct standing *all = hn_alloc(n * sizeof(*all));
    struct standing total = {.path = "total", .state = "in all", .findings = json_object()};
    bool whole = true;
    int status = 0;

    for (size_t i = 0; i < n; i++) {
        int one = look(&all[i], dirs[i]);

        status = one ? one : status;
        whole &= complete(&all[i]);
        add_up(&total, &all[i]);
    }
    for (unsigned i = 0; i < o->report_count; i++)
        if (write_report(&o->reports[i], all, n, &total))
            status = HN_CANNOT;
    if (!status)
        status = total.failing ? HN_FINDING : whole ? HN_CLEAN : HN_INCOMPLETE;
    for (size_t i = 0; i < n; i++) {
        json_decref(all[i].findings);
        free(all[i].verdict);
    }
    json_decref(total.findings);
    free(all);
    return status;
}

int hn_cmd_status(int argc, char **argv) {
    struct hn_options o;
    int at = hn_options_parse(&o, HN_C_STATUS, argc, argv);

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_STATUS);
        return 0;
    }
    if (argc == at)
        return hn_fail(HN_USAGE, "status takes the result directories to look at");
    if (!o.report_count)
        o.reports[o.report_count++] = (struct hn_report){.format = "text"};
    for (unsigned i = 0; i < o.report_count; i++)
        if (strcmp(o.reports[i].format, "text") && strcmp(o.reports[i].format, "json"))
            return hn_fail(HN_USAGE, "status is written as text or json");
    return tell(&o, argv + at, (size_t)(argc - at));
}
