//! `GET /openapi.json`: the description of every function, made from the elements' `functionList`s as they stand.

use actix_web::{HttpResponse, web};
use element_model::{Arg, DataType, Function};
use serde_json::{Value, json};
use utoipa::openapi::{
    Components, ContentBuilder, HttpMethod, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem,
    PathsBuilder, RefOr, Required, ResponseBuilder, Schema, Type,
    path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::RequestBodyBuilder,
    security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
};

use super::{errcode, target::answers_plainly};
use crate::{catalog::Catalog, state::AppState};

const BEARER: &str = "bearer";

/// The OpenAPI document.
pub(super) async fn document(state: web::Data<AppState>) -> HttpResponse {
    HttpResponse::Ok().json(describe(&state.catalog()))
}

fn describe(catalog: &Catalog) -> OpenApi {
    let mut paths = fixed_routes();
    for app in catalog.served() {
        for element in Catalog::callable(app) {
            for function in element.functions() {
                let path = format!(
                    "/api/{}/{}/{}/{}",
                    app.id().org(),
                    app.id().app(),
                    element.full_name().to_path(),
                    function.name
                );
                let tag = format!("{} {}", element.full_name(), element.definition().title);
                let mut item = PathItem::new(HttpMethod::Post, operation(function, &tag, &HttpMethod::Post));
                if function.read_only {
                    item.merge_operations(PathItem::new(HttpMethod::Get, operation(function, &tag, &HttpMethod::Get)));
                }
                paths = paths.path(path, item);
            }
        }
    }
    let mut components = Components::new();
    components.add_security_scheme(BEARER, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.schemas.insert("Envelope".to_owned(), RefOr::T(envelope()));
    let info = InfoBuilder::new()
        .title("wecom-login")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Functions answer HTTP 200 with an envelope; errcode 0 is success."));
    OpenApiBuilder::new().info(info.build()).paths(paths).components(Some(components)).build()
}

fn operation(function: &Function, tag: &str, method: &HttpMethod) -> Operation {
    let plain = answers_plainly(function);
    let mut operation = OperationBuilder::new().tag(tag).summary(Some(function.title.clone()));
    if function.login_required || function.admin_required {
        operation = operation.security(SecurityRequirement::new(BEARER, Vec::<String>::new()));
    }
    if plain || *method == HttpMethod::Get {
        operation = function.args.iter().fold(operation, |operation, arg| {
            let required = if arg.required && arg.default.is_none() { Required::True } else { Required::False };
            operation.parameter(
                ParameterBuilder::new()
                    .name(&arg.name)
                    .parameter_in(ParameterIn::Query)
                    .required(required)
                    .description(Some(arg.title.clone()))
                    .schema(Some(schema(arg))),
            )
        });
    } else {
        let object = function.args.iter().fold(ObjectBuilder::new().schema_type(Type::Object), |object, arg| {
            let object = object.property(&arg.name, schema(arg));
            if arg.required && arg.default.is_none() { object.required(&arg.name) } else { object }
        });
        let content = ContentBuilder::new().schema(Some(Schema::from(object.build()))).build();
        operation =
            operation.request_body(Some(RequestBodyBuilder::new().content("application/json", content).build()));
    }
    let answer = ResponseBuilder::new();
    let answer = if plain {
        answer.description("The bare answer").content("text/plain", ContentBuilder::new().build())
    } else {
        let reference = utoipa::openapi::Ref::from_schema_name("Envelope");
        answer
            .description("The envelope; data is what the function returns")
            .content("application/json", ContentBuilder::new().schema(Some(reference)).build())
    };
    operation.response("200", answer.build()).build()
}

fn schema(arg: &Arg) -> Schema {
    let kind = match arg.data_type {
        DataType::Numeric => Type::Number,
        DataType::Checkbox => Type::Boolean,
        DataType::JitDict => Type::Object,
        DataType::JitList => Type::Array,
        _ => Type::String,
    };
    let object =
        ObjectBuilder::new().schema_type(kind).description(Some(arg.title.clone())).default(arg.default.clone());
    Schema::from(object.enum_values(arg.values.clone()).build())
}

fn envelope() -> Schema {
    let table: Vec<String> = errcode::TABLE.iter().map(|(number, _, meaning)| format!("{number}: {meaning}")).collect();
    let number = |text: String| ObjectBuilder::new().schema_type(Type::Integer).description(Some(text)).build();
    let text = |text: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(text)).build();
    let any = ObjectBuilder::new().schema_type(Type::Object).description(Some("what the function returns")).build();
    Schema::from(
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("errcode", number(format!("{}; any other number is WeCom's own", table.join("; "))))
            .property("errmsg", text("null, or what went wrong and what would be right"))
            .property("requestId", text("32 hexadecimal digits; the log has them too"))
            .property("sysTime", number("milliseconds since 1970".to_owned()))
            .property("duration", number("milliseconds".to_owned()))
            .property("data", any)
            .examples([example()])
            .build(),
    )
}

fn example() -> Value {
    json!({ "errcode": 0, "errmsg": null, "requestId": "0123456789abcdef0123456789abcdef", "sysTime": 0, "duration": 3, "data": {} })
}

fn fixed_routes() -> PathsBuilder {
    let routes = [
        ("/healthz", "The process answers"),
        ("/readyz", "The server can do its work; age of each suite's newest ticket, null where none came yet"),
        ("/metrics", "Prometheus metrics"),
        ("/.well-known/jwks.json", "Public keys of the access tokens"),
        ("/openapi.json", "This document"),
    ];
    routes.into_iter().fold(PathsBuilder::new(), |paths, (path, summary)| {
        let answer = ResponseBuilder::new().description(summary).build();
        let operation = OperationBuilder::new().tag("server").summary(Some(summary)).response("200", answer);
        paths.path(path, PathItem::new(HttpMethod::Get, operation.build()))
    })
}
