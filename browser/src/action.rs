//! `chrome.action`: the extension's icon in the toolbar.

use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::convert::settle;
use crate::{Error, sys, to_js};

/// Shows a picture, of which these details have the pixels: `{ imageData: { 16, 32 } }`, the second for
/// dense screens.
pub async fn set_icon(details: &JsValue) -> Result<(), Error> {
    settle("action.setIcon", sys::action_set_icon(details)).await?;
    Ok(())
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

/// Shows a text on the icon, of which Chrome has room for some four characters; none if it is empty.
pub async fn set_badge_text(text: &str) -> Result<(), Error> {
    settle("action.setBadgeText", sys::action_set_badge_text(&to_js(&Text { text })?)).await?;
    Ok(())
}

/// The colours of that text, as CSS writes them.
pub async fn set_badge_colors(text: &str, background: &str) -> Result<(), Error> {
    #[derive(Serialize)]
    struct Details<'a> {
        color: &'a str,
    }
    let background =
        sys::action_set_badge_background_color(&to_js(&Details { color: background })?);
    settle("action.setBadgeBackgroundColor", background).await?;
    let text = sys::action_set_badge_text_color(&to_js(&Details { color: text })?);
    settle("action.setBadgeTextColor", text).await?;
    Ok(())
}

/// The tool tip.
pub async fn set_title(title: &str) -> Result<(), Error> {
    #[derive(Serialize)]
    struct Details<'a> {
        title: &'a str,
    }
    settle("action.setTitle", sys::action_set_title(&to_js(&Details { title })?)).await?;
    Ok(())
}

/// Whether the person has put the icon where it is always seen; nothing if Chrome does not say.
pub async fn is_on_toolbar() -> Option<bool> {
    let settings = settle("action.getUserSettings", sys::action_get_user_settings()).await.ok()?;
    Reflect::get(&settings, &"isOnToolbar".into()).ok()?.as_bool()
}

/// Calls this whenever [`is_on_toolbar`] may have changed, for the page's life. Chrome tells since
/// version 130; before that, nobody does.
pub fn on_toolbar_change(listener: impl Fn() + 'static) {
    let listener = Closure::<dyn Fn()>::new(listener);
    if sys::action_on_user_settings_changed(listener.as_ref().unchecked_ref()).is_ok() {
        listener.forget();
    }
}
