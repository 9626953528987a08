/* Exceptions in flight in several tasks at once, with scheduling points inside handlers.
 * expect=none; seeds=30; */
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

static std::mutex gate;
static int wrong;

static void run(int id) {
    for (int i = 0; i < 3; i++) {
        try {
            try {
                throw std::runtime_error(std::to_string(id));
            } catch (...) {
                std::lock_guard<std::mutex> hold(gate);
                if (std::uncaught_exceptions() != 0)
                    wrong++;
                throw;
            }
        } catch (const std::runtime_error &error) {
            std::lock_guard<std::mutex> hold(gate);
            if (error.what() != std::to_string(id) || !std::current_exception())
                wrong++;
        }
    }
}

int main() {
    std::vector<std::thread> tasks;
    for (int i = 0; i < 3; i++)
        tasks.emplace_back(run, i);
    for (auto &task : tasks)
        task.join();
    return wrong;
}
