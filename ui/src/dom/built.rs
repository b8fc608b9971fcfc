//! What is in the page, and how it becomes what it is to be.

use std::borrow::Cow;
use std::mem;

use js_sys::Reflect;
use leptos_dom::helpers::document;
use wasm_bindgen::UnwrapThrowExt;

use super::listener::Listener;
use super::live::Live;
use super::{Element, Node, Parts, SVG, Value};

const SVG_NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// A node that is in the page: always one, so that another one can take its place.
pub(super) enum Built {
    Text { node: web_sys::Text, text: Cow<'static, str> },
    Element(BuiltElement),
    Live(Live<Self>),
}

/// An element that is in the page.
pub(super) struct BuiltElement {
    node: web_sys::Element,
    tag: &'static str,
    key: Option<Cow<'static, str>>,
    attributes: Vec<Attribute>,
    listeners: Vec<Listener>,
    children: Vec<Built>,
}

/// An attribute that is in the page.
struct Attribute {
    name: &'static str,
    value: BuiltValue,
}

enum BuiltValue {
    Fixed(Value),
    Live(Live<Value>),
}

/// Adds nodes to those that an element has.
pub(super) fn append(nodes: Vec<Node>, parent: &web_sys::Node) -> Vec<Built> {
    nodes.into_iter().map(|node| node.insert_into(parent, None)).collect()
}

impl Node {
    /// Shows it, in the place of what was there before.
    fn show(self, before: Option<Built>) -> Built {
        // Of what was live, what it has shown last.
        let before = match before {
            Some(Built::Live(live)) => live.end(),
            other => other,
        };
        match (self, before) {
            (Self::Live(node), before) => {
                Built::Live(Live::begin(move |before| node().show(before), before))
            }
            (Self::Text(new), Some(Built::Text { node, text })) => {
                if new != text {
                    node.set_data(&new);
                }
                Built::Text { node, text: new }
            }
            (Self::Element(new), Some(Built::Element(mut built))) if built.fits(&new) => {
                built.update(new);
                Built::Element(built)
            }
            (Self::Text(text), before) => {
                let node = document().create_text_node(&text);
                Built::Text { node, text }.instead_of(before)
            }
            (Self::Element(element), before) => {
                Built::Element(BuiltElement::new(element)).instead_of(before)
            }
        }
    }

    fn insert_into(self, parent: &web_sys::Node, next: Option<web_sys::Node>) -> Built {
        let built = self.show(None);
        if let Some(node) = built.node() {
            // It throws only where a node can't have children.
            let _ = parent.insert_before(&node, next.as_ref());
        }
        built
    }

    fn key(&self) -> Option<&str> {
        match self {
            Self::Element(element) => element.0.key.as_deref(),
            Self::Text(_) | Self::Live(_) => None,
        }
    }
}

impl Built {
    fn node(&self) -> Option<web_sys::Node> {
        match self {
            Self::Text { node, .. } => Some(node.clone().into()),
            Self::Element(element) => Some(element.node.clone().into()),
            Self::Live(live) => live.with(|built| built.node()).flatten(),
        }
    }

    fn key(&self) -> Option<&str> {
        match self {
            Self::Element(element) => element.key.as_deref(),
            Self::Text { .. } | Self::Live(_) => None,
        }
    }

    fn instead_of(self, before: Option<Self>) -> Self {
        if let (Some(new), Some(old)) = (self.node(), before.and_then(|it| it.node()))
            && let Some(parent) = old.parent_node()
        {
            // The old one is there.
            let _ = parent.replace_child(&new, &old);
        }
        self
    }

    fn remove(self) {
        if let Some(node) = self.node()
            && let Some(parent) = node.parent_node()
        {
            // It is there.
            let _ = parent.remove_child(&node);
        }
    }
}

impl BuiltElement {
    fn new(element: Element) -> Self {
        let Parts { tag, key, attributes, listeners, children } = *element.0;
        // It throws only what is no name of a tag.
        let node = match tag {
            SVG => document().create_element_ns(Some(SVG_NAMESPACE), tag),
            _ => document().create_element(tag),
        };
        let node = node.unwrap_throw();
        let attribute =
            |(name, value): (_, Value)| Attribute { name, value: value.show(name, &node, None) };
        let listener = |(event, handler)| Listener::begin(&node, event, handler);
        Self {
            attributes: attributes.into_iter().map(attribute).collect(),
            listeners: listeners.into_iter().map(listener).collect(),
            children: append(children, &node),
            node,
            tag,
            key,
        }
    }

    /// Whether it can become that one.
    fn fits(&self, Element(new): &Element) -> bool {
        let names = new.attributes.iter().map(|(name, _)| *name);
        let events = new.listeners.iter().map(|(event, _)| *event);
        self.tag == new.tag
            && self.attributes.iter().map(|it| it.name).eq(names)
            && self.listeners.iter().map(|it| it.event).eq(events)
    }

    fn update(&mut self, Element(new): Element) {
        for (attribute, (name, value)) in self.attributes.iter_mut().zip(new.attributes) {
            let before = mem::replace(&mut attribute.value, BuiltValue::Fixed(Value::Absent));
            attribute.value = value.show(name, &self.node, Some(before));
        }
        for (listener, (_, handler)) in self.listeners.iter().zip(new.listeners) {
            listener.set(handler);
        }
        self.key = new.key;
        let mut before = mem::take(&mut self.children).into_iter().peekable();
        let mut children = new.children.into_iter();
        while let Some(child) = children.next() {
            let key = child.key();
            let stays =
                |it: &Built| children.as_slice().iter().any(|child| child.key() == it.key());
            while let Some(gone) = before.next_if(|it| it.key() != key && !stays(it)) {
                gone.remove();
            }
            self.children.push(match before.next_if(|it| it.key() == key) {
                Some(built) => child.show(Some(built)),
                None => child.insert_into(&self.node, before.peek().and_then(Built::node)),
            });
        }
        before.for_each(Built::remove);
    }
}

impl Value {
    /// Shows it, unless it is what was there before.
    fn show(
        self,
        name: &'static str,
        node: &web_sys::Element,
        before: Option<BuiltValue>,
    ) -> BuiltValue {
        let before = before.and_then(|it| match it {
            BuiltValue::Fixed(value) => Some(value),
            BuiltValue::Live(live) => live.end(),
        });
        match self {
            Self::Live(value) => {
                let node = node.clone();
                BuiltValue::Live(Live::begin(
                    move |before: Option<Self>| {
                        let value = value();
                        value.set(name, &node, before.as_ref());
                        value
                    },
                    before,
                ))
            }
            fixed @ (Self::Absent | Self::Text(_) | Self::Property(_)) => {
                fixed.set(name, node, before.as_ref());
                BuiltValue::Fixed(fixed)
            }
        }
    }

    fn set(&self, name: &str, node: &web_sys::Element, before: Option<&Self>) {
        if before == Some(self) {
            return;
        }
        // What throws is a name that is none, and a property that can't be set.
        let _ = match self {
            Self::Text(text) => node.set_attribute(name, text),
            Self::Property(value) => Reflect::set(node, &name.into(), value).map(|_| ()),
            Self::Absent | Self::Live(_) => node.remove_attribute(name),
        };
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Absent, Self::Absent) => true,
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Property(one), Self::Property(other)) => one == other,
            _ => false,
        }
    }
}
