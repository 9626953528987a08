// Tests of GoogleTest with threads in them: a queue between two producers and two consumers, and a counter.
#include <condition_variable>
#include <deque>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>
#include <vector>

namespace {

class Queue {
  public:
    void push(int n) {
        std::lock_guard<std::mutex> hold(lock_);
        items_.push_back(n);
        there_.notify_one();
    }
    int pop() {
        std::unique_lock<std::mutex> hold(lock_);
        there_.wait(hold, [this] { return !items_.empty(); });
        int n = items_.front();
        items_.pop_front();
        return n;
    }

  private:
    std::mutex lock_;
    std::condition_variable there_;
    std::deque<int> items_;
};

constexpr int kItems = 8;

TEST(Threads, EveryItemArrivesOnce) {
    Queue queue;
    int got[2] = {0, 0};
    std::vector<std::thread> threads;
    for (int p = 0; p < 2; p++)
        threads.emplace_back([&queue] {
            for (int i = 1; i <= kItems; i++)
                queue.push(i);
        });
    for (int c = 0; c < 2; c++)
        threads.emplace_back([&queue, &got, c] {
            for (int i = 0; i < kItems; i++)
                got[c] += queue.pop();
        });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(got[0] + got[1], kItems * (kItems + 1));
}

TEST(Threads, AssertionsFromThreadsAreCounted) {
    std::mutex lock;
    int count = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; t++)
        threads.emplace_back([&lock, &count] {
            for (int i = 0; i < kItems; i++) {
                std::lock_guard<std::mutex> hold(lock);
                EXPECT_GE(count++, 0);
            }
        });
    for (auto &thread : threads)
        thread.join();
    EXPECT_EQ(count, 3 * kItems);
}

} // namespace
