/* cmd_ls.c: detsched ls [DIR]: one line for each finding in a result directory. */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "util.h"

static int visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static const char *text_of(json_t *j, const char *name) {
    const char *text = json_string_value(json_object_get(j, name));

    return text ? text : "";
}

static bool list_one(const char *dir, const char *name) {
    char *path = hn_text("%s/%s/finding.json", dir, name);
    json_error_t error;
    json_t *j = json_load_file(path, 0, &error);

    if (j) {
        json_t *count = json_object_get(j, "count");
        const char *sub = text_of(j, "subkind");

        printf("%s  %-8s %s%s%s  seed %s", name, text_of(j, "severity"), text_of(j, "kind"),
               *sub ? "/" : "", sub, text_of(j, "seed"));
        if (json_is_string(count))
            printf("  %s seeds", json_string_value(count));
        else if (json_is_integer(count))
            printf("  %lld seeds", (long long)json_integer_value(count));
        printf("  %s\n", text_of(j, "title"));
        json_decref(j);
    }
    free(path);
    return j != NULL;
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
        if (!list_one(dir, names[i]->d_name)) {
            hn_say("%s/%s cannot be read", dir, names[i]->d_name);
            bad++;
        }
        free(names[i]);
    }
    free(names);
    free(dir);
    return bad ? HN_CANNOT : 0;
}
