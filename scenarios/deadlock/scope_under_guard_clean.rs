/* scenario: scope_under_guard
 * twin: clean
 * kind: none
 * subkind: -
 * severity: -
 * functions: -
 * always: no
 * needs: -
 * args: -
 * about: Rebuilding an index keeps its guard over a thread scope, and a scoped thread that
 *   finds a stale shard asks for the index, so the scope never ends. Rust, thread::scope.
 */
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Index {
    words: Mutex<Vec<u32>>,
    stale: Mutex<bool>,
    changed: Condvar,
}

fn set_stale(index: &Index, stale: bool) {
    *index.stale.lock().unwrap() = stale;
    index.changed.notify_all();
}

fn scan_shard(index: &Index) -> u32 {
    if *index.stale.lock().unwrap() {
        return index.words.lock().unwrap().len() as u32;
    }
    1
}

fn rebuild(index: &Index) -> u32 {
    let mut words = index.words.lock().unwrap();
    words.push(1);
    drop(words);
    thread::scope(|scope| scope.spawn(|| scan_shard(index)).join().unwrap())
}

fn main() {
    let index = Arc::new(Index {
        words: Mutex::new(Vec::new()),
        stale: Mutex::new(false),
        changed: Condvar::new(),
    });
    let builder = {
        let index = index.clone();
        thread::spawn(move || rebuild(&index))
    };
    set_stale(&index, true);
    set_stale(&index, false);
    assert_eq!(builder.join().unwrap(), 1);
}
