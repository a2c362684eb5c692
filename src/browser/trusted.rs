//! Trusted Types: the named policies by which a string may become what the browser else refuses it to be. web-sys has no
//! binding for them. Must not know what a policy lets through.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use super::document;

/// A policy, which the Content Security Policy must name.
pub(super) struct Policy {
    policy: JsValue,
    create: Function,
}

impl Policy {
    /// Makes the policy of that name, once: `kind` is what it makes (`createHTML`, `createScriptURL`), `rule` what becomes of
    /// a string. `None` in a browser that needs none.
    pub(super) fn new(name: &str, kind: &str, rule: impl Fn(JsValue) -> JsValue + 'static) -> Option<Self> {
        let factory = Reflect::get(&document::window(), &"trustedTypes".into()).ok().filter(JsValue::is_object)?;
        let rules = Object::new();
        let rule = Closure::<dyn Fn(JsValue) -> JsValue>::new(rule).into_js_value();
        Reflect::set(&rules, &kind.into(), &rule).ok()?;
        let create = Reflect::get(&factory, &"createPolicy".into()).ok()?.dyn_into::<Function>().ok()?;
        let policy = create.call2(&factory, &name.into(), &rules).ok()?;
        let create = Reflect::get(&policy, &kind.into()).ok()?.dyn_into::<Function>().ok()?;
        Some(Self { policy, create })
    }

    /// The text as the sink wants it.
    pub(super) fn make(&self, text: JsValue) -> JsValue {
        self.create.call1(&self.policy, &text).unwrap_or(text)
    }
}
