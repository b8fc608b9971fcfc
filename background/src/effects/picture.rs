//! The pictures of the icon in the toolbar.

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use voice_client_browser::{Error, action};
use voice_client_core::Icon;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ImageBitmap, ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Response,
    WorkerGlobalScope,
};

/// Those that this worker has shown, as Chrome takes them. Of a picture that it is given the path of
/// it fetches the file each time, and the worker keeps some of each fetch for as long as it lives:
/// 7 KB of memory for each change of the icon, measured with Chromium 148.
#[derive(Debug, Default)]
pub(super) struct Pictures(RefCell<Vec<(Icon, Object)>>);

impl Pictures {
    /// Shows a picture.
    pub(super) async fn show(&self, icon: Icon) -> Result<(), Error> {
        let known = self.0.borrow().iter().find(|(it, _)| *it == icon).map(|(_, it)| it.clone());
        let picture = if let Some(picture) = known {
            picture
        } else {
            let read = read(icon).await.map_err(|thrown| Error::new("icon", &thrown))?;
            self.0.borrow_mut().push((icon, read.clone()));
            read
        };
        action::set_icon(&picture).await
    }
}

/// Its pixels in both sizes, as [`action::set_icon`] takes them.
async fn read(icon: Icon) -> Result<Object, JsValue> {
    let by_size = Object::new();
    for size in [16, 32] {
        let pixels = pixels(icon, size).await?;
        Reflect::set_u32(&by_size, size, &pixels)?;
    }
    let picture = Object::new();
    Reflect::set(&picture, &"imageData".into(), &by_size)?;
    Ok(picture)
}

/// The pixels of the file that has it in one of them.
async fn pixels(icon: Icon, size: u32) -> Result<ImageData, JsValue> {
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let file = format!("icons/{}-{size}.png", icon.name());
    let response: Response = JsFuture::from(scope.fetch_with_str(&file)).await?.unchecked_into();
    let blob = JsFuture::from(response.blob()?).await?.unchecked_into();
    let bitmap = JsFuture::from(scope.create_image_bitmap_with_blob(&blob)?).await?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let context = OffscreenCanvas::new(size, size)?.get_context("2d")?;
    let context: OffscreenCanvasRenderingContext2d =
        context.ok_or(JsValue::UNDEFINED)?.unchecked_into();
    context.draw_image_with_image_bitmap(&bitmap, 0.0, 0.0)?;
    context.get_image_data(0.0, 0.0, f64::from(size), f64::from(size))
}
