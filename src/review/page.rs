//! The page's files, which travel inside the program: nothing is fetched from anywhere.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

/// Name, media type and content of what stands under `/assets/`.
const ASSETS: [(&str, &str, &str); 12] = [
    ("page.css", CSS, include_str!("assets/page.css")),
    ("icon.svg", PICTURE, include_str!("assets/icon.svg")),
    ("page.js", SCRIPT, include_str!("assets/page.js")),
    ("article.js", SCRIPT, include_str!("assets/article.js")),
    ("element.js", SCRIPT, include_str!("assets/element.js")),
    ("keys.js", SCRIPT, include_str!("assets/keys.js")),
    ("link.js", SCRIPT, include_str!("assets/link.js")),
    ("lists.js", SCRIPT, include_str!("assets/lists.js")),
    ("panel.js", SCRIPT, include_str!("assets/panel.js")),
    ("pointing.js", SCRIPT, include_str!("assets/pointing.js")),
    ("retrain.js", SCRIPT, include_str!("assets/retrain.js")),
    ("unsaved.js", SCRIPT, include_str!("assets/unsaved.js")),
];

/// The page itself. It holds nothing of the articles: its script asks for them.
pub(crate) async fn page() -> Response {
    ([(header::CONTENT_TYPE, HTML)], include_str!("assets/page.html")).into_response()
}

/// One of the page's files.
pub(crate) async fn asset(axum::extract::Path(name): axum::extract::Path<String>) -> Response {
    match ASSETS.iter().find(|(known, ..)| *known == name) {
        Some((_, media, content)) => ([(header::CONTENT_TYPE, *media)], *content).into_response(),
        None => (StatusCode::NOT_FOUND, "no such file\n").into_response(),
    }
}
