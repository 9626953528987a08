/* A vector of structs with atomically never used locks grows, and the moved locks are then used.
 * expect=none; seeds=30; */
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

struct Slot {
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    int value = 0;
};

int main() {
    std::vector<Slot> slots;
    std::deque<std::mutex> locks;
    for (int i = 0; i < 9; i++) {
        slots.emplace_back();
        locks.emplace_back();
        pthread_mutex_lock(&slots.back().gate);
        slots.back().value = i;
        pthread_mutex_unlock(&slots.back().gate);
    }
    std::vector<std::thread> tasks;
    for (int i = 0; i < 3; i++)
        tasks.emplace_back([&] {
            for (int k = 0; k < 9; k += 2) {
                std::lock_guard<std::mutex> hold(locks[static_cast<size_t>(k)]);
                auto &slot = slots[static_cast<size_t>(k)];
                pthread_mutex_lock(&slot.gate);
                slot.value++;
                pthread_mutex_unlock(&slot.gate);
            }
        });
    for (auto &task : tasks)
        task.join();
    return slots[4].value == 7 ? 0 : 1;
}
