//! One wasm module for popup and welcome page: most of it is Leptos, and ships once. Each of the
//! two draws itself where its page has the place for it.

fn main() {
    console_error_panic_hook::set_once();
    voice_client_ui::set_page_language();
    voice_client_popup::mount();
    voice_client_welcome::mount();
}
