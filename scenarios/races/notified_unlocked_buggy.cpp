/* scenario: notified_unlocked
 * twin: buggy
 * kind: data-race
 * subkind: -
 * severity: error
 * functions: finish, await
 * always: no
 * needs: -
 * args: -
 * about: What a condition variable's waiter waits for is set without the lock before it is
 *   notified.
 */
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex lock;
static std::condition_variable changed;
static bool finished;

void finish() {
    finished = true;
    std::lock_guard guard(lock);
    changed.notify_one();
}

void await() {
    std::unique_lock guard(lock);
    while (!finished)
        changed.wait(guard);
}

int main() {
    std::thread waiter(await);
    finish();
    waiter.join();
    return 0;
}
