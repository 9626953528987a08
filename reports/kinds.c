/* kinds.c: the table of kinds in words. */
#include "kinds.h"

#include <string.h>

const struct rp_kind rp_kinds[] = {
    {"self-deadlock", "A task waits for something that it holds itself.",
     "Take the lock once, or call the inner function after giving it back; a recursive mutex hides "
     "which code may run with it held."},
    {"lost-wakeup",
     "A signal came when nobody waited for it, and the one it was meant for waits for ever.",
     "Change the condition and signal it with the mutex held, and test the condition in a loop "
     "before each wait."},
    {"send-on-closed", "A task sends on a channel that has been closed.",
     "Let only the sender close a channel, after its last send; with several senders, close it "
     "when "
     "all of them are done."},
    {"close-of-closed", "A channel is closed twice.",
     "Give a channel one owner that closes it, or close it through a once."},
    {"nil-channel", "A task waits for ever on a channel that was never made.",
     "Make the channel before the task that uses it starts; a nil case in a select is for "
     "switching "
     "the case off."},
    {"waitgroup-misuse",
     "A wait group's counter falls below zero, or is raised while somebody waits.",
     "Call add before the task starts, in the one who waits, and done exactly once a task."},
    {"copied-lock", "A lock was copied while it was in use.",
     "Hand locks, and what contains them, over by pointer."},
    {"lock-held-at-exit", "A goroutine ends and still holds a lock.",
     "Give the lock back on every path, best by a deferred unlock."},
    {"panic", "A goroutine panics.", "See the message; what it says is wrong in this schedule."},
    {"goroutine-leak", "A goroutine is still there when nothing can happen any more.",
     "Give whoever waits on a channel a second way out: a context in a select, a close, or room "
     "for "
     "every value that may be sent."},
    {"channel-blocked", "The main task waits for ever on a channel.",
     "See that everybody who is to send, receive or close does so on every path, errors included."},
    {"deadlock", "No task can ever run again.",
     "Take locks in one order everywhere, and wait for nothing while holding what others need "
     "first."},
    {"partial-deadlock", "Some tasks wait for each other in a circle while others live on.",
     "Take locks in one order everywhere, and wait for nothing while holding what others need "
     "first."},
    {"data-race", "Two tasks use the same memory, one of them writes, and nothing orders the two.",
     "Protect every access with the same lock, or make the variable atomic."},
    {"use-after-free", "Memory is used after it has been freed, and nothing orders the two.",
     "Free memory only when every user is known to be done: join, count references, or hand "
     "ownership over."},
    {"misuse", "A synchronisation object is used in a way that its specification does not allow.",
     "See the subkind: it names the rule that is broken."},
    {"assert", "An assertion fails in this schedule.",
     "The state that the assertion speaks of is not protected over the whole step; see which task "
     "came in between."},
    {"crash", "The program dies in this schedule.",
     "See the stack and the last events: what the crashing task relied on was changed or freed by "
     "another one."},
    {"exit-status", "The program ends with a status other than zero in this schedule.",
     "See its output for what it complains about, and the schedule for what was different."},
    {"livelock",
     "The program goes on for ever without getting anywhere, also when all are scheduled fairly.",
     "Let one side win: a fixed order, a growing pause, or a wait instead of polling."},
    {"nondeterminism", "The same seed gave other events.",
     "Look for what is not controlled: time, randomness, addresses, other processes."},
    {"lock-order", "Locks are taken in opposite orders, which can become a deadlock.",
     "Take locks in one order everywhere."},
    {"thread-leak", "A thread can never finish.",
     "Tell it to stop, and join it before the program ends."},
    {"busy-loop", "A task runs long without a scheduling point.",
     "Wait for a condition instead of looping, or yield in the loop."},
    {"unbounded-goroutines", "The number of goroutines grows with the input.",
     "Bound it: a fixed number of workers, or a semaphore."},
    {"channel-as-mutex", "A channel is used as a lock.",
     "A mutex says what is meant, and is faster."},
    {"sleep-sync", "A sleep is used to wait for another task.",
     "Wait for the event itself: join, a condition, a channel."},
    {"lock-across-blocking", "A lock is held while its task waits for something else.",
     "Give the lock back before a call that may wait."},
    {"context-not-cancelled", "A context is never cancelled.",
     "Call cancel on every path, best deferred."},
    {0}};

const struct rp_kind *rp_kind_named(const char *name) {
    static const struct rp_kind other = {"", "A finding of a kind that has no description.",
                                         "See the explanation."};
    for (const struct rp_kind *k = rp_kinds; k->name; k++)
        if (name && strcmp(k->name, name) == 0)
            return k;
    return &other;
}
