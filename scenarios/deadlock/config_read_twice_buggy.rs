/* scenario: config_read_twice
 * twin: buggy
 * kind: deadlock
 * subkind: -
 * severity: error
 * functions: describe
 * always: no
 * needs: -
 * args: -
 * about: Describing a configuration reads it under a read guard and calls a function that
 *   takes another; a writer that came in between has to wait, and the second reader behind
 *   it. Rust, RwLock.
 */
use std::sync::{Arc, Condvar, RwLock};
use std::thread;

struct Settings {
    values: RwLock<Vec<(String, i32)>>,
    looked_at: Condvar,
}

fn find(settings: &Settings, key: &str) -> i32 {
    let values = settings.values.read().unwrap();
    values.iter().find(|v| v.0 == key).map_or(0, |v| v.1)
}

fn describe(settings: &Settings) -> String {
    let values = settings.values.read().unwrap();
    let count = values.len();
    settings.looked_at.notify_one();
    format!("{} settings, port {}", count, find(settings, "port"))
}

fn update(settings: &Settings, port: i32) {
    let mut values = settings.values.write().unwrap();
    settings.looked_at.notify_one();
    values[0].1 = port;
}

fn main() {
    let settings = Arc::new(Settings {
        values: RwLock::new(vec![("port".to_string(), 80)]),
        looked_at: Condvar::new(),
    });
    let writer = {
        let settings = settings.clone();
        thread::spawn(move || {
            update(&settings, 8080);
            update(&settings, 8081);
        })
    };
    let first = describe(&settings);
    let second = describe(&settings);
    writer.join().unwrap();
    assert!(first.starts_with("1 settings") && second.starts_with("1 settings"));
}
