/* stored.c: finds the files of a result directory, and puts campaign and findings together again. */
#include "stored.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../reports/read.h"
#include "options.h"
#include "util.h"

#define MAX_FILE (1u << 30)

static int cannot_read(const char *path, int error) {
    return hn_fail(HN_CANNOT, "%s: %s", path,
                   error == EINVAL ? "it is no regular file" : strerror(error));
}

static int finding_file(const char *path, struct rp_arena *arena, struct rp_finding *out) {
    const char *why = NULL;
    size_t n = 0;
    char *text = hn_read_regular(path, MAX_FILE, &n);
    int status = 0;

    if (!text)
        status = cannot_read(path, errno);
    else if (!rp_read_finding(text, n, arena, out, &why))
        status = hn_fail(HN_CANNOT, "%s: %s", path, why);
    free(text);
    return status;
}

static bool is_folder(const char *path) {
    struct stat st;

    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

int hn_stored_finding(const char *path, struct rp_arena *arena, struct rp_finding *out) {
    return finding_file(is_folder(path) ? rp_arena_printf(arena, "%s/finding.json", path) : path,
                        arena, out);
}

static bool is_there(const char *folder, const char *name) {
    char *path = hn_text("%s/%s", folder, name);
    bool there = !access(path, F_OK);

    free(path);
    return there;
}

/* True if it holds the directories of several campaigns, as run --each makes it. */
static bool holds_campaigns(const char *folder) {
    DIR *dir = opendir(folder);
    bool any = false;

    for (struct dirent *entry; dir && !any && (entry = readdir(dir));) {
        char *one = hn_text("%s/%s", folder, entry->d_name);

        any = entry->d_name[0] != '.' && is_there(one, "campaign.json");
        free(one);
    }
    if (dir)
        closedir(dir);
    return any;
}

/* The campaign.json in FOLDER. */
static int campaign_file(const char *folder, struct rp_arena *arena, struct rp_campaign *out) {
    const char *why = NULL, *path = rp_arena_printf(arena, "%s/campaign.json", folder);
    size_t n = 0;
    char *text = hn_read_regular(path, MAX_FILE, &n);
    int error = errno, status = 0;

    if (!text && error == ENOENT && holds_campaigns(folder))
        status =
            hn_fail(HN_CANNOT, "%s holds several campaigns: name the directory of one", folder);
    else if (!text && (error == ENOENT || error == ENOTDIR))
        status = hn_fail(HN_CANNOT,
                         "%s is not there: the campaign has not ended, or another version of "
                         "detsched has kept it",
                         path);
    else if (!text)
        status = cannot_read(path, error);
    else if (!rp_read_campaign(text, n, arena, out, &why))
        status = hn_fail(HN_CANNOT, "%s: %s", path, why);
    free(text);
    return status;
}

static int whole(struct hn_stored *s, const char *path) {
    struct rp_campaign *c = &s->campaign;
    int status = campaign_file(path, s->arena, c);
    struct rp_finding *all = rp_arena_array(s->arena, c->finding_count, sizeof(*all));

    for (size_t i = 0; !status && i < c->finding_count; i++) {
        const char *name = c->findings[i].fingerprint;
        const char *folder = rp_arena_printf(s->arena, "%s/findings/%s", path, name);

        status = hn_stored_finding(folder, s->arena, &all[i]);
        if (!status && strcmp(all[i].fingerprint, name))
            status = hn_fail(HN_CANNOT, "%s holds another finding, %s", folder, all[i].fingerprint);
    }
    c->findings = all;
    return status;
}

static bool has(const struct rp_campaign *c, const char *fingerprint) {
    for (size_t i = 0; i < c->finding_count; i++)
        if (!strcmp(c->findings[i].fingerprint, fingerprint))
            return true;
    return false;
}

/* What CAMPAIGN/findings/FINGERPRINT/finding.json belongs to, if it is still there and knows of it. */
static bool surroundings(struct hn_stored *s, const char *file, const struct rp_finding *f) {
    const char *why, *slash = strrchr(file, '/');
    const char *folder = slash ? rp_arena_strndup(s->arena, file, (size_t)(slash - file)) : ".";
    const char *path = rp_arena_printf(s->arena, "%s/../../campaign.json", folder);
    size_t n = 0;
    char *text = hn_read_regular(path, MAX_FILE, &n);
    bool known = text && rp_read_campaign(text, n, s->arena, &s->campaign, &why) &&
                 has(&s->campaign, f->fingerprint);

    free(text);
    return known;
}

static int alone(struct hn_stored *s, const char *file) {
    struct rp_finding *f = rp_arena_alloc(s->arena, sizeof(*f));
    int status = finding_file(file, s->arena, f);

    s->alone = true;
    if (status)
        return status;
    if (!surroundings(s, file, f))
        s->campaign = (struct rp_campaign){.program = "",
                                           .seeds = "",
                                           .isolation = "",
                                           .carrier = "",
                                           .races = "",
                                           .verdict = RP_FINDINGS,
                                           .exit_status = HN_FINDING};
    s->campaign.findings = f;
    s->campaign.finding_count = 1;
    return 0;
}

int hn_stored_open(struct hn_stored *s, const char *path) {
    *s = (struct hn_stored){.arena = rp_arena_new()};
    if (!is_folder(path))
        return alone(s, path);
    if (is_there(path, "finding.json"))
        return alone(s, rp_arena_printf(s->arena, "%s/finding.json", path));
    return whole(s, path);
}

void hn_stored_close(struct hn_stored *s) {
    rp_arena_free(s->arena);
    *s = (struct hn_stored){0};
}
