// GoogleTest: a flaky test, a clean one, parameterised ones, and one that is disabled.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace {
struct Gate {
    std::mutex lock;
    std::condition_variable opened;
    bool open = false;

    void release() {
        std::lock_guard<std::mutex> hold(lock);
        open = true;
        opened.notify_one();
    }
};
} // namespace

TEST(Gate, looks_then_waits) {
    Gate gate;
    std::thread other([&] { gate.release(); });
    bool seen;
    {
        std::lock_guard<std::mutex> hold(gate.lock);
        seen = gate.open;
    }
    std::unique_lock<std::mutex> hold(gate.lock);
    if (!seen)
        gate.opened.wait(hold);
    hold.unlock();
    other.join();
}

TEST(Gate, waits_until_open) {
    Gate gate;
    std::thread other([&] { gate.release(); });
    std::unique_lock<std::mutex> hold(gate.lock);
    gate.opened.wait(hold, [&] { return gate.open; });
    hold.unlock();
    other.join();
}

TEST(Gate, DISABLED_never_opens) {
    FAIL();
}

class Many : public testing::TestWithParam<int> {};
TEST_P(Many, count) {
    std::mutex lock;
    int sum = 0;
    auto add = [&] {
        std::lock_guard<std::mutex> hold(lock);
        sum += GetParam();
    };
    std::thread one(add), two(add);
    one.join();
    two.join();
    EXPECT_EQ(sum, 2 * GetParam());
}
INSTANTIATE_TEST_SUITE_P(Threads, Many, testing::Values(1, 2));
