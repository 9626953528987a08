/* Futures, promises, packaged tasks, async, and an exception carried from one task to another.
 * expect=none; seeds=20; */
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

static int fails(int n) {
    if (n == 0)
        throw std::runtime_error("thrown over there");
    return fails(n - 1);
}

int main() {
    int good = 0;
    auto one = std::async(std::launch::async, [] { return 20; });
    auto two = std::async(std::launch::async, [] { return fails(5); });
    auto lazy = std::async(std::launch::deferred, [] { return 1; });
    std::promise<int> promise;
    std::shared_future<int> shared = promise.get_future().share();
    std::packaged_task<int()> packaged([] { return 2; });
    auto from_packaged = packaged.get_future();
    std::thread sets([&] { promise.set_value(3); });
    std::thread runs(std::move(packaged));
    auto reads = std::async(std::launch::async, [shared] { return shared.get(); });
    try {
        two.get();
    } catch (const std::runtime_error &error) {
        good = std::string(error.what()) == "thrown over there";
    }
    int sum = one.get() + lazy.get() + shared.get() + reads.get() + from_packaged.get();
    sets.join();
    runs.join();
    return good && sum == 29 ? 0 : 1;
}
