/* What C++ orders inside its library: exceptions shared by two threads, whose last holder ends them; local
 * statics made by whoever comes first; locales with facets of the program's own; exit handlers.
 * expect=none; seeds=20; */
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <future>
#include <locale>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

int ended;

struct Failure {
    explicit Failure(int n) : text("failure " + std::to_string(n)), seen(0) {}
    Failure(const Failure &) = default;
    virtual ~Failure() {
        text.clear();
        seen = -1;
    }
    std::string text;
    mutable int seen;
};

int depth(int n) {
    if (n == 0)
        throw Failure(3);
    std::vector<int> held(static_cast<size_t>(n), n);
    return depth(n - 1) + held[0];
}

/* Both read the exception; the one that lets go last ends it. */
void share() {
    std::exception_ptr first;
    try {
        depth(5);
    } catch (...) {
        first = std::current_exception();
    }
    auto look = [](std::exception_ptr mine) {
        for (int i = 0; i < 2; i++) {
            try {
                std::rethrow_exception(mine);
            } catch (const Failure &failure) {
                if (failure.text != "failure 3")
                    abort();
            }
        }
    };
    std::thread a(look, first), b(look, first);
    first = nullptr;
    a.join();
    b.join();
}

struct Table {
    Table() : values(10, 4) {}
    std::vector<int> values;
};

const Table &table() {
    static const Table only;
    return only;
}

struct Point : std::numpunct<char> {
    int calls = 0;
    ~Point() override { calls = -1; }
    char do_decimal_point() const override { return ','; }
};

void locales() {
    std::locale with(std::locale::classic(), new Point);
    auto use = [](std::locale mine) {
        std::locale other = mine;
        if (std::use_facet<std::numpunct<char>>(other).decimal_point() != ',')
            abort();
    };
    std::thread a(use, with), b(use, with);
    with = std::locale::classic();
    a.join();
    b.join();
}

void promised() {
    std::promise<int> promise;
    auto future = promise.get_future();
    std::thread setter([&promise] {
        try {
            depth(2);
        } catch (...) {
            promise.set_exception(std::current_exception());
        }
    });
    try {
        future.get();
    } catch (const Failure &failure) {
        printf("got %s\n", failure.text.c_str());
    }
    setter.join();
}

struct Late {
    int value = 1;
    ~Late() {
        value = 0;
        printf("late, %d\n", ended);
    }
};

} // namespace

int main() {
    share();
    locales();
    promised();
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; i++)
        threads.emplace_back([] {
            if (table().values[5] != 4)
                abort();
        });
    for (auto &thread : threads)
        thread.join();
    auto shared = std::make_shared<std::vector<int>>(5, 1);
    std::thread drops([copy = shared] { (void)copy->at(2); });
    shared.reset();
    drops.join();
    /* Registered by another thread, which nobody joins, before it says so. */
    static std::promise<void> made;
    std::thread([] {
        static Late late;
        made.set_value();
    }).detach();
    made.get_future().wait();
    try {
        volatile size_t huge = static_cast<size_t>(1) << 62;
        operator delete(operator new(huge));
    } catch (const std::bad_alloc &) {
        printf("bad_alloc\n");
    }
    delete new (std::nothrow) int;
    ended = 1;
    atexit([] { printf("handler\n"); });
    return 5;
}
