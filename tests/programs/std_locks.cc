/* condition_variable and its _any form, shared, timed and recursive mutexes, scoped_lock, call_once.
 * expect=none; seeds=30; */
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
static std::mutex a, b;
static std::shared_mutex shared;
static std::shared_timed_mutex timed_shared;
static std::timed_mutex timed;
static std::recursive_timed_mutex recursive;
static std::condition_variable change;
static std::condition_variable_any any;
static std::once_flag once;
static int turns, started, readers;

static void run(int id) {
    std::call_once(once, [] { started++; });
    if (id % 2) {
        std::scoped_lock both(a, b);
        turns++;
    } else {
        std::scoped_lock both(b, a);
        turns++;
    }
    change.notify_all();
    {
        std::unique_lock<std::mutex> hold(a);
        change.wait(hold, [] { return turns == 3; });
    }
    {
        std::shared_lock<std::shared_mutex> read(shared);
    }
    {
        std::unique_lock<std::shared_mutex> write(shared);
        readers++;
        any.notify_all();
    }
    {
        std::shared_lock<std::shared_mutex> read(shared);
        any.wait(read, [] { return readers == 3; });
    }
    if (timed.try_lock_for(1h))
        timed.unlock();
    if (timed_shared.try_lock_shared_for(1h))
        timed_shared.unlock_shared();
    std::lock_guard<std::recursive_timed_mutex> outer(recursive);
    std::lock_guard<std::recursive_timed_mutex> inner(recursive);
}

int main() {
    std::vector<std::thread> tasks;
    for (int i = 0; i < 3; i++)
        tasks.emplace_back(run, i);
    for (auto &task : tasks)
        task.join();
    return started == 1 ? 0 : 1;
}
