//! What a page is to look like, as plain data of one type, and how it comes to look like it.
//!
//! Leptos' signals and effects drive it. Its `view!` would give each view a type of its own, and
//! the code that builds each of these types is far larger than the views themselves.

mod built;
mod listener;
mod live;

use std::borrow::Cow;
use std::mem;
use std::rc::Rc;

use any_spawner::Executor;
use reactive_graph::owner::Owner;
use voice_client_texts::Text;
use wasm_bindgen::JsValue;
use web_sys::Event;

/// Shows nodes as the children of an element, for the page's life.
///
/// What stays the same from one time to the next is left alone: an element stays as long as its
/// tag and the names of its attributes do, and with it the focus, and what a person has typed.
pub fn mount(place: web_sys::Element, view: impl FnOnce() -> Vec<Node> + 'static) {
    // The page's own markup has done its part.
    place.set_inner_html("");
    // What effects run by. The page's other mount may have brought it.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    mem::forget(owner.with(|| built::append(view(), &place)));
    mem::forget(owner);
}

/// An element without anything in it yet.
#[inline(never)]
pub fn el(tag: &'static str) -> Element {
    Element(Box::new(Parts {
        tag,
        key: None,
        attributes: vec![],
        listeners: vec![],
        children: vec![],
    }))
}

/// A drawing of SVG elements.
pub fn svg(view_box: &'static str, drawing: &'static str) -> Element {
    el(SVG).attr("viewBox", view_box).attr("aria-hidden", "true").prop("innerHTML", drawing)
}

/// The one tag that is not HTML's.
const SVG: &str = "svg";

/// One place among the children of an element.
///
/// `None` keeps its place, so that what comes after it stays itself; a closure is shown again
/// whenever a signal changes that it reads.
#[expect(missing_debug_implementations, reason = "closures have nothing to show")]
pub enum Node {
    /// Words.
    Text(Cow<'static, str>),
    /// An element.
    Element(Element),
    /// What it says now.
    Live(Box<dyn Fn() -> Node>),
}

/// An element as it is to be.
#[expect(missing_debug_implementations, reason = "closures have nothing to show")]
pub struct Element(Box<Parts>);

/// What an element consists of.
struct Parts {
    tag: &'static str,
    key: Option<Cow<'static, str>>,
    attributes: Vec<(&'static str, Value)>,
    listeners: Vec<(&'static str, Handler)>,
    children: Vec<Node>,
}

type Handler = Rc<dyn Fn(&Event)>;

impl Element {
    /// Its classes.
    #[must_use]
    pub fn class(self, class: impl Into<Value>) -> Self {
        self.attr("class", class)
    }

    /// An attribute. One that is `false` is not there.
    #[must_use]
    #[inline(never)]
    pub fn attr(self, name: &'static str, value: impl Into<Value>) -> Self {
        self.with_value(name, value.into())
    }

    /// A property, for what a person can change as well: it is set when another value is given,
    /// and not when it has another value.
    #[must_use]
    #[inline(never)]
    pub fn prop(self, name: &'static str, value: impl Into<JsValue>) -> Self {
        self.with_value(name, Value::Property(value.into()))
    }

    /// What happens at an event.
    #[must_use]
    #[inline(never)]
    pub fn on(self, event: &'static str, handler: impl Fn(&Event) + 'static) -> Self {
        self.with_handler(event, Rc::new(handler))
    }

    /// What tells it from the others of a list, where some come and go before others that stay.
    #[must_use]
    pub fn key(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// The next child.
    #[must_use]
    #[inline(never)]
    pub fn child(self, child: impl Into<Node>) -> Self {
        self.with_child(child.into())
    }

    /// The next children. Where there may be more or fewer of them, nothing else comes after them.
    #[must_use]
    pub fn children(self, children: impl IntoIterator<Item = impl Into<Node>>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    #[inline(never)]
    fn with_value(mut self, name: &'static str, value: Value) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    #[inline(never)]
    fn with_handler(mut self, event: &'static str, handler: Handler) -> Self {
        self.0.listeners.push((event, handler));
        self
    }

    #[inline(never)]
    fn with_child(mut self, child: Node) -> Self {
        self.0.children.push(child);
        self
    }
}

/// What an attribute is.
#[expect(missing_debug_implementations, reason = "closures have nothing to show")]
pub enum Value {
    /// The attribute is not there.
    Absent,
    /// What stands in it.
    Text(Cow<'static, str>),
    /// It is a property.
    Property(JsValue),
    /// What it says now.
    Live(Box<dyn Fn() -> Value>),
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Self::from(text.text())
    }
}

impl<T: Into<Self>> From<Option<T>> for Node {
    fn from(node: Option<T>) -> Self {
        node.map_or(Self::Text(Cow::Borrowed("")), Into::into)
    }
}

impl<F, T> From<F> for Node
where
    F: Fn() -> T + 'static,
    T: Into<Self>,
{
    fn from(node: F) -> Self {
        Self::Live(Box::new(move || node().into()))
    }
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::from(text.text())
    }
}

impl From<bool> for Value {
    fn from(is_there: bool) -> Self {
        if is_there { Self::from("") } else { Self::Absent }
    }
}

impl<F, T> From<F> for Value
where
    F: Fn() -> T + 'static,
    T: Into<Self>,
{
    fn from(value: F) -> Self {
        Self::Live(Box::new(move || value().into()))
    }
}
