/* scenario: download_queue
 * twin: buggy
 * kind: lost-wakeup
 * subkind: -
 * severity: error
 * functions: Downloads::next
 * always: no
 * needs: -
 * args: -
 * about: Closing a download queue sets an atomic flag and notifies without the queue's lock,
 *   between a worker's look at the flag and its wait. std::condition_variable_any with a
 *   shared lock.
 */
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

class Downloads {
  public:
    void add(std::string url) {
        std::unique_lock guard(lock_);
        urls_.push_back(std::move(url));
        changed_.notify_all();
    }
    bool next(std::string &url);
    void close();
    void log() {
        std::lock_guard guard(log_lock_);
        lines_++;
    }

  private:
    std::shared_mutex lock_;
    std::condition_variable_any changed_;
    std::deque<std::string> urls_;
    std::atomic<bool> closed_ = false;
    std::mutex log_lock_;
    int lines_ = 0;
};

bool Downloads::next(std::string &url) {
    std::unique_lock guard(lock_);
    while (urls_.empty() && !closed_)
        changed_.wait(guard);
    if (urls_.empty())
        return false;
    url = urls_.front();
    urls_.pop_front();
    return true;
}

void Downloads::close() {
    log();
    closed_ = true;
    changed_.notify_all();
}

static Downloads downloads;
static int fetched;

void fetch() {
    std::string url;
    while (downloads.next(url))
        fetched++;
}

int main() {
    std::thread worker(fetch);
    downloads.add("/a");
    downloads.add("/b");
    downloads.close();
    worker.join();
    return fetched == 2 ? 0 : 1;
}
