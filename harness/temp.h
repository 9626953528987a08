/* temp.h: the private directory of a campaign, which a later campaign removes if we cannot. */
#ifndef HN_TEMP_H
#define HN_TEMP_H

/* Makes BASE/detsched-XXXXXX with a lock file in it, held through *LOCK; NULL after one line. First
 * removes such directories there that their owner, the same user, has left without a word. */
char *hn_temp_make(int *lock);
/* Removes PATH and lets go of LOCK. */
void hn_temp_remove(const char *path, int lock);

#endif
