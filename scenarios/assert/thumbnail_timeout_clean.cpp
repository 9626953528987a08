/* scenario: thumbnail_timeout
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: A gallery waits a quarter of a second for a picture that is made by std::async and
 *   then takes it for granted that the wait ended because it was made. std::async, wait_for,
 *   std::timed_mutex.
 */
#include <cassert>
#include <chrono>
#include <future>
#include <mutex>

using namespace std::chrono_literals;

class Gallery {
  public:
    int draw();
    int show(std::future<int> &drawn);
    void busy() {
        std::lock_guard guard(canvas_);
        pixels_++;
    }

  private:
    std::timed_mutex canvas_;
    int pixels_ = 0;
};

int Gallery::draw() {
    for (int row = 0; row < 2; row++)
        busy();
    return 16;
}

int Gallery::show(std::future<int> &drawn) {
    auto state = drawn.wait_for(250ms);
    if (state != std::future_status::ready)
        busy();
    return drawn.get();
}

static Gallery gallery;

int main() {
    auto drawn = std::async(std::launch::async, &Gallery::draw, &gallery);
    gallery.busy();
    return gallery.show(drawn) == 16 ? 0 : 1;
}
