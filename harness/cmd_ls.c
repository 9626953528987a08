/* cmd_ls.c: detsched ls [DIR]: one line for each finding in a result directory. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../reports/escape.h"
#include "../reports/words.h"
#include "commands.h"
#include "options.h"
#include "stored.h"
#include "util.h"

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static bool list_one(const char *dir, const char *name) {
    struct rp_arena *arena = rp_arena_new();
    struct rp_finding f;
    bool ok = !hn_stored_finding(rp_arena_printf(arena, "%s/%s", dir, name), arena, &f);

    if (ok)
        printf("%s  %-8s %s%s%s  seed %llu  %llu seed%s  %s\n", f.fingerprint,
               rp_severity_text(f.severity), rp_visible(arena, f.kind, false),
               *f.subkind ? "/" : "", rp_visible(arena, f.subkind, false),
               (unsigned long long)f.seed, (unsigned long long)f.count, f.count == 1 ? "" : "s",
               rp_visible(arena, f.title, false));
    rp_arena_free(arena);
    return ok;
}

int hn_cmd_ls(int argc, char **argv) {
    struct hn_options o;
    struct dirent **names;
    int at = hn_options_parse(&o, HN_C_LS, argc, argv), n, bad = 0;

    if (at < 0)
        return HN_USAGE;
    if (o.help) {
        hn_options_help(HN_C_LS);
        return 0;
    }
    if (argc - at > 1)
        return hn_fail(HN_USAGE, "ls takes one directory");
    char *dir = hn_text("%s/findings", at < argc ? argv[at] : "detsched-out");

    n = scandir(dir, &names, visible, alphasort);
    if (n < 0) {
        hn_fail(HN_CANNOT, "%s: %s", dir, strerror(errno));
        free(dir);
        return HN_CANNOT;
    }
    for (int i = 0; i < n; i++) {
        bad += !list_one(dir, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    free(dir);
    return bad ? HN_CANNOT : 0;
}
