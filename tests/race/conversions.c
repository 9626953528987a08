/* Rows as those of races.c, for libc's functions that convert, split, sort, and read by a format.
 * expect=data-race; seeds=6; */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static char *copies;
static const time_t start;

static int all_alike(const void *one, const void *two) {
    (void)one;
    (void)two;
    return 0;
}

#define ROWS                                                                             \
    ROW(asprintf_to, kept += asprintf((char **)at, "%ld", kept) > 60)                    \
    ROW(snprintf_of, kept += snprintf(other, 60, "%5d%%%-*s%s", 7, 9, "x", at) > 60)     \
    ROW(asprintf_of, kept += asprintf(&copies, "%ld %.2s", kept, at) > 60)               \
    ROW(fprintf_of, kept += fprintf(file, "%g %c%3s", 1.5, 'x', at) > 60)                \
    ROW(dprintf_of,                                                                      \
        kept += dprintf(fileno(file), "%Lf%hd%ls", 1.5L, (short)1, (wchar_t *)at) > 90)  \
    ROW(sscanf_of, kept += sscanf(at, "%1c", other + 30) > 60)                           \
    ROW(sscanf_to, kept += sscanf("9 7", "%*d %ld", (long *)at) > 60)                    \
    ROW(sscanf_text, kept += sscanf("9 some", "%*[0-9]%4s", at) > 60)                    \
    ROW(fscanf_to, (rewind(file), kept += fscanf(file, "%2c", at) > 60))                 \
    ROW(atoi_of, kept += atoi(at) > 60)                                                  \
    ROW(strtol_of, kept += strtol(at, NULL, 8) > 60)                                     \
    ROW(strtoull_of, kept += strtoull(at, NULL, 8) > 60)                                 \
    ROW(strtod_of, kept += strtod(at, NULL) > 60)                                        \
    ROW(strtok_of, kept += strtok(at, "c") == other)                                     \
    ROW(strtok_r_of, kept += strtok_r(at, "c", &copies) == other)                        \
    ROW(strsep_of, (copies = at, kept += strsep(&copies, "c") == other))                 \
    ROW(qsort_of, qsort(at, 5, 1, all_alike))                                            \
    ROW(localtime_of, kept += localtime((time_t *)at) == NULL)                           \
    ROW(gmtime_r_to, kept += gmtime_r(&start, (struct tm *)at) == NULL)                  \
    ROW(mktime_of, kept += mktime((struct tm *)at) == 60)                                \
    ROW(strftime_of, kept += strftime(other, 60, "%Y", (struct tm *)at) > 60)            \
    ROW(strftime_to, kept += strftime(at, 60, "%Y", gmtime(&start)) > 60)                \
    ROW(asctime_r_to, kept += asctime_r(gmtime(&start), at) == other)                    \
    ROW(pread_to, kept += pread(fileno(file), at, 5, 0) > 60)                            \
    ROW(pwrite_of, kept += pwrite(fileno(file), at, 5, 0) > 60)                          \
    ROW(preadv_to, kept += preadv(fileno(file), (struct iovec[]){{at, 5}}, 1, 0) > 60)   \
    ROW(pwritev_of, kept += pwritev(fileno(file), (struct iovec[]){{at, 5}}, 1, 0) > 60) \
    ROW(wcslen_of, kept += wcslen((wchar_t *)at) > 60)                                   \
    ROW(wcsnlen_of, kept += wcsnlen((wchar_t *)at, 9) > 60)                              \
    ROW(wcscpy_from, wcscpy((wchar_t *)other, (wchar_t *)at))                            \
    ROW(wcscpy_to, wcscpy((wchar_t *)at, (wchar_t *)other))                              \
    ROW(wcsncpy_to, wcsncpy((wchar_t *)at, (wchar_t *)other, kept))                      \
    ROW(wcscat_to, wcscat((wchar_t *)at, (wchar_t *)other))                              \
    ROW(wcsncat_to, wcsncat((wchar_t *)at, (wchar_t *)other, kept))                      \
    ROW(wcscmp_of, kept += wcscmp((wchar_t *)at, (wchar_t *)other) == 99)                \
    ROW(wcsncmp_of, kept += wcsncmp((wchar_t *)at, (wchar_t *)other, 5) == 99)           \
    ROW(wcschr_of, kept += wcschr((wchar_t *)at, 'e') == NULL)                           \
    ROW(wcsrchr_of, kept += wcsrchr((wchar_t *)at, 'e') == NULL)                         \
    ROW(wcsdup_of, copies = (char *)wcsdup((wchar_t *)at))                               \
    ROW(wmemcpy_to, wmemcpy((wchar_t *)at, (wchar_t *)other, kept))                      \
    ROW(wmemmove_from, wmemmove((wchar_t *)other, (wchar_t *)at, kept))                  \
    ROW(wmemset_to, wmemset((wchar_t *)at, 0, kept))                                     \
    ROW(wmemcmp_of, kept += wmemcmp((wchar_t *)at, (wchar_t *)other, kept) == 99)

#include "rows.h"
