//! What pages promise whoever looks at them, in a real page: `e2e/gallery/dom.spec.ts` opens it.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use any_spawner::Executor;
use js_sys::WebAssembly::Memory;
use js_sys::{Array, ArrayBuffer};
use leptos_dom::helpers::document;
use reactive_graph::owner::on_cleanup;
use reactive_graph::prelude::*;
use reactive_graph::signal::RwSignal;
use voice_client_ui::dom::{Node, el, mount};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Element, Event, HtmlInputElement, MutationObserver, MutationObserverInit, MutationRecord,
};

wasm_bindgen_test_configure!(run_in_browser);

/// Shows it in the page, and returns where.
fn shown(view: impl FnOnce() -> Vec<Node> + 'static) -> Element {
    let place = document().create_element("div").unwrap();
    document().body().unwrap().append_child(&place).unwrap();
    mount(place.clone(), view);
    place
}

/// The element that a selector names.
fn find(place: &Element, selector: &str) -> Element {
    place.query_selector(selector).unwrap().unwrap()
}

fn find_input(place: &Element, selector: &str) -> HtmlInputElement {
    find(place, selector).unchecked_into()
}

fn focused() -> Option<Element> {
    document().active_element()
}

/// Writes down what changes below an element, from now on.
struct Changes {
    observer: MutationObserver,
    heard: Rc<RefCell<Vec<String>>>,
}

impl Changes {
    fn of(place: &Element) -> Self {
        let heard = Rc::new(RefCell::new(vec![]));
        let writing = Rc::clone(&heard);
        let hear = move |records: Array| writing.borrow_mut().extend(kinds(&records));
        let hear = Closure::<dyn Fn(Array)>::new(hear).into_js_value();
        let observer = MutationObserver::new(hear.unchecked_ref()).unwrap();
        let everything = MutationObserverInit::new();
        everything.set_attributes(true);
        everything.set_character_data(true);
        everything.set_child_list(true);
        everything.set_subtree(true);
        observer.observe_with_options(place, &everything).unwrap();
        Self { observer, heard }
    }

    /// What has changed since this was asked last: attributes by their names, all else by its kind.
    async fn take(&self) -> Vec<String> {
        Executor::tick().await;
        let mut heard = self.heard.take();
        heard.extend(kinds(&self.observer.take_records()));
        heard
    }
}

fn kinds(records: &Array) -> Vec<String> {
    let records = records.iter().map(JsCast::unchecked_into::<MutationRecord>);
    records.map(|it| it.attribute_name().unwrap_or_else(|| it.type_())).collect()
}

/// How many bytes the program has.
fn memory() -> u32 {
    wasm_bindgen::memory()
        .unchecked_into::<Memory>()
        .buffer()
        .unchecked_into::<ArrayBuffer>()
        .byte_length()
}

/// Counts how many of it there are.
struct Held(Arc<AtomicU32>);

impl Held {
    fn new(count: &Arc<AtomicU32>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[wasm_bindgen_test]
async fn a_change_touches_only_what_shows_it() {
    let caller = RwSignal::new("Ann");
    let is_muted = RwSignal::new(false);
    let place = shown(move || {
        let name = el("p").child(move || caller.get());
        let mute = el("button").attr("aria-pressed", move || is_muted.get().to_string());
        vec![el("main").child(name).child(mute.child("Mute")).into()]
    });
    let changes = Changes::of(&place);

    caller.set("Bob");
    assert_eq!(changes.take().await, ["characterData"]);
    assert_eq!(place.text_content().unwrap(), "BobMute");

    is_muted.set(true);
    assert_eq!(changes.take().await, ["aria-pressed"]);
    assert_eq!(find(&place, "button").get_attribute("aria-pressed").unwrap(), "true");

    // What says the same once more changes nothing.
    is_muted.set(true);
    caller.set("Bob");
    assert_eq!(changes.take().await, [""; 0]);
}

#[wasm_bindgen_test]
async fn what_is_drawn_again_keeps_the_focus_and_what_was_typed() {
    let round = RwSignal::new(0);
    let place = shown(move || {
        let form = move || {
            let name = el("input").attr("title", round.get().to_string());
            el("form").child(el("p").child(round.get().to_string())).child(name)
        };
        vec![form.into()]
    });
    let input = find_input(&place, "input");
    input.focus().unwrap();
    input.set_value("Ann");

    round.set(1);
    Executor::tick().await;
    assert_eq!(find_input(&place, "input"), input);
    assert_eq!(input.title(), "1");
    assert_eq!(input.value(), "Ann");
    assert_eq!(focused().as_deref(), Some(input.as_ref()));
}

/// A list whose entries have a button each.
fn list(entries: RwSignal<Vec<&'static str>>) -> Node {
    let entry = |name: &&'static str| el("li").key(*name).child(el("button").child(*name));
    let list = move || el("ul").children(entries.get().iter().map(entry).collect::<Vec<_>>());
    list.into()
}

#[wasm_bindgen_test]
async fn an_entry_that_stays_keeps_the_focus_whatever_comes_and_goes_around_it() {
    let entries = RwSignal::new(vec!["a", "b", "c"]);
    let place = shown(move || vec![list(entries)]);
    let b = find_input(&place, "li:nth-child(2) > button");
    b.focus().unwrap();

    for now in [
        vec!["a", "b"],
        vec!["b"],
        vec!["x", "y", "b"],
        vec!["x", "b", "z"],
        vec!["b", "z"],
        vec!["a", "b", "c", "z"],
    ] {
        entries.set(now.clone());
        Executor::tick().await;
        assert_eq!(place.text_content().unwrap(), now.concat());
        assert_eq!(find(&place, "ul").child_element_count() as usize, now.len());
        assert_eq!(focused().as_deref(), Some(b.as_ref()), "{now:?}");
        assert_eq!(b.text_content().unwrap(), "b", "{now:?}");
    }

    // One whose name changes is still the one that stands there.
    entries.set(vec!["d", "e"]);
    Executor::tick().await;
    assert_eq!(place.text_content().unwrap(), "de");
}

#[wasm_bindgen_test]
async fn an_entry_that_goes_takes_all_with_it() {
    let held = Arc::new(AtomicU32::new(0));
    let length = RwSignal::new(0);
    let round = RwSignal::new(0);
    let count = Arc::clone(&held);
    let place = shown(move || {
        let entry = move |_| {
            let [class, text, click] = [(), (), ()].map(|()| Held::new(&count));
            let count = Arc::clone(&count);
            let text = move || {
                let _ = &text;
                let until_it_is_said_again = Held::new(&count);
                on_cleanup(move || drop(until_it_is_said_again));
                round.get().to_string()
            };
            let class = move || {
                let _ = &class;
                round.get().to_string()
            };
            let click = move |_: &Event| {
                let _ = &click;
            };
            el("li").class(class).on("click", click).child(text)
        };
        let list = move || el("ul").children((0..length.get()).map(&entry).collect::<Vec<_>>());
        vec![list.into()]
    });

    let mut full = 0;
    for now in 0..1_000 {
        let entries = if now % 2 == 0 { 10 } else { 3 };
        length.set(entries);
        round.set(now);
        Executor::tick().await;
        assert_eq!(find(&place, "ul").child_element_count(), entries);
        assert_eq!(held.load(Ordering::Relaxed), 4 * entries, "round {now}");
        // After a tenth of the way nothing grows any more.
        match now {
            100 => full = memory(),
            999 => assert_eq!(memory(), full),
            _ => (),
        }
    }
}

#[wasm_bindgen_test]
async fn what_becomes_false_goes() {
    let is_busy = RwSignal::new(true);
    let place = shown(move || {
        let button = el("button")
            .attr("disabled", move || is_busy.get())
            .class(move || if is_busy.get() { "button busy" } else { "button" })
            .child(move || is_busy.get().then_some("Wait"));
        vec![button.into()]
    });
    let button = find(&place, "button");
    assert!(button.has_attribute("disabled"));
    assert_eq!(button.class_name(), "button busy");
    assert_eq!(button.text_content().unwrap(), "Wait");

    is_busy.set(false);
    Executor::tick().await;
    assert!(!button.has_attribute("disabled"));
    assert_eq!(button.class_name(), "button");
    assert_eq!(button.text_content().unwrap(), "");
}

#[wasm_bindgen_test]
async fn a_press_does_what_the_button_says_now_and_does_it_once() {
    let round = RwSignal::new(1);
    let pressed = RwSignal::new(vec![]);
    let place = shown(move || {
        let button = move || {
            let round = round.get();
            el("button").on("click", move |_: &Event| pressed.update(|all| all.push(round)))
        };
        vec![button.into()]
    });
    let button = find_input(&place, "button");
    button.click();
    round.set(2);
    Executor::tick().await;
    button.click();
    assert_eq!(pressed.get_untracked(), [1, 2]);
}
