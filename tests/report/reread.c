/* reread.c: reads each finding of a result directory back and renders it once more: reread DIR.
 *
 * Its JSON, its text and its graphs must come out byte for byte as the campaign wrote them from the run itself.
 * Prints one line for each that does not, and how many findings there were.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/arena.h"
#include "reports/read.h"
#include "reports/writer.h"

static char *read_file(const char *folder, const char *name, size_t *n) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return NULL;
    char *text = malloc(64 << 20);
    *n = text ? fread(text, 1, 64 << 20, file) : 0;
    fclose(file);
    return text;
}

static bool same(const char *folder, const char *name, struct rp_sink *sink) {
    size_t n = 0, m = 0;
    char *kept = read_file(folder, name, &n);
    const char *now = rp_sink_text(sink, &m);
    bool ok = kept && n == m && memcmp(kept, now, n) == 0;
    if (!ok)
        printf("%s/%s is not what comes of reading the finding back\n", folder, name);
    free(kept);
    return rp_sink_end(sink) == 0 && ok;
}

static bool rendered(const char *folder, const struct rp_finding *f) {
    const struct rp_options full = {.full = true, .verbose = 1}, cut = {.verbose = 1};
    struct rp_sink *sink = rp_sink_memory();
    rp_writer_json.finding(f, &full, sink);
    bool ok = same(folder, "finding.json", sink);
    sink = rp_sink_memory();
    rp_writer_text.finding(f, &full, sink);
    ok &= same(folder, "report.txt", sink);
    for (const struct rp_graph *g = rp_graphs; g->name; g++) {
        char name[64];
        snprintf(name, sizeof name, "%s.dot", g->file);
        sink = rp_sink_memory();
        if (!g->has(f))
            rp_sink_end(sink);
        else if (g->draw(f, &cut, sink) == 0)
            ok &= same(folder, name, sink);
        else
            ok = false;
    }
    return ok;
}

static bool one_finding(const char *folder) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    const char *why = "it is not there";
    size_t n = 0;
    char *text = read_file(folder, "finding.json", &n);
    bool ok = text && rp_read_finding(text, n, arena, &f, &why);
    if (ok)
        ok = rendered(folder, &f);
    else
        printf("%s/finding.json: %s\n", folder, why);
    free(text);
    rp_arena_free(arena);
    return ok;
}

static bool campaign(const char *folder) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_campaign c;
    const char *why = "it is not there";
    size_t n = 0;
    char *text = read_file(folder, "campaign.json", &n);
    bool ok = text && rp_read_campaign(text, n, arena, &c, &why);
    if (ok) {
        struct rp_sink *sink = rp_sink_memory();
        rp_write_stored(&c, sink);
        ok = same(folder, "campaign.json", sink);
    } else {
        printf("%s/campaign.json: %s\n", folder, why);
    }
    free(text);
    rp_arena_free(arena);
    return ok;
}

int main(int argc, char **argv) {
    char folder[2048];
    int bad = argc != 2, count = 0;
    if (bad)
        return 2;
    snprintf(folder, sizeof folder, "%s/findings", argv[1]);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char one[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(one, sizeof one, "%s/%s", folder, entry->d_name);
        bad += !one_finding(one);
        count++;
    }
    if (dir)
        closedir(dir);
    bad += !campaign(argv[1]);
    printf("%d findings\n", count);
    return bad != 0;
}
