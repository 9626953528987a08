/* Latch, barrier, counting semaphore and atomic wait, which are futexes below.
 * expect=none; seeds=30; */
#include <atomic>
#include <barrier>
#include <chrono>
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

static std::latch begin{3};
static std::barrier<> meet{3};
static std::counting_semaphore<4> tokens{1};
static std::binary_semaphore never{0};
static std::atomic<int> turn{0};
static std::atomic<bool> flag{false};
static int inside, wrong;

static void run(int id) {
    begin.arrive_and_wait();
    for (int i = 0; i < 3; i++)
        meet.arrive_and_wait();
    tokens.acquire();
    if (++inside != 1)
        wrong++;
    std::this_thread::yield();
    inside--;
    tokens.release();
    if (never.try_acquire_for(std::chrono::milliseconds(5)))
        wrong++;
    for (int now = turn; now != id; now = turn)
        turn.wait(now);
    turn++;
    turn.notify_all();
    flag.wait(false);
}

int main() {
    std::vector<std::thread> tasks;
    for (int i = 0; i < 3; i++)
        tasks.emplace_back(run, i);
    std::this_thread::sleep_for(std::chrono::hours(1));
    flag = true;
    flag.notify_all();
    for (auto &task : tasks)
        task.join();
    return wrong;
}
