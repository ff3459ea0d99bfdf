//! The service as `OpenAPI` 3.1 describes it: one document, with this server's limits in it.

use serde_json::{Value, json};

use super::limits::Limits;

/// The media type of the document.
pub(super) const MEDIA: &str = "application/json";

static DOCUMENT: &str = include_str!("openapi.json");

/// The document of a server with these limits, that needs a token or none.
pub(super) fn document(limits: &Limits, needs_token: bool) -> String {
    let mut document = parsed();
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    let members = &mut document["components"]["schemas"];
    members["Texts"]["properties"]["texts"]["maxItems"] = json!(limits.texts);
    members["Documents"]["properties"]["documents"]["maxItems"] = json!(limits.texts);
    if needs_token {
        document["security"] = json!([{ "token": [] }]);
    } else {
        remove_token(&mut document);
    }
    document.to_string()
}

fn parsed() -> Value {
    serde_json::from_str(DOCUMENT).expect("a test reads the document")
}

/// Without a token, nothing answers that one is missing.
fn remove_token(document: &mut Value) {
    if let Some(components) = document["components"].as_object_mut() {
        components.remove("securitySchemes");
    }
    for path in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in path.as_object_mut().into_iter().flat_map(|path| path.values_mut()) {
            if let Some(responses) = operation["responses"].as_object_mut() {
                responses.remove("401");
            }
            if let Some(operation) = operation.as_object_mut() {
                operation.remove("security");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::metrics::ROUTES;
    use super::*;

    #[test]
    fn every_route_is_described() {
        let document: Value =
            serde_json::from_str(&document(&Limits::default(), true)).expect("JSON");
        let mut described: Vec<&String> =
            document["paths"].as_object().expect("paths").keys().collect();
        let mut routes = ROUTES.to_vec();
        described.sort();
        routes.sort_unstable();
        assert_eq!(described, routes);
        assert_eq!(
            document["components"]["schemas"]["Texts"]["properties"]["texts"]["maxItems"],
            1000
        );
    }

    #[test]
    fn a_server_without_a_token_speaks_of_none() {
        let without = document(&Limits::default(), false);
        assert!(!without.contains("401") && !without.contains("security"));
        assert!(document(&Limits::default(), true).contains("\"security\":[{\"token\":[]}]"));
    }
}
