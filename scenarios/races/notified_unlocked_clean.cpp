/* scenario: notified_unlocked
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
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
    std::lock_guard guard(lock);
    finished = true;
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
