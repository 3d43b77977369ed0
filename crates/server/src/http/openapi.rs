//! `GET /openapi.json`: the description of every function, made from the elements' `functionList`s as they stand.

pub(super) mod answers;
mod fixed;
mod instance_config;

use actix_web::{HttpResponse, web::Data};
use app_catalog::{Catalog, SharedCatalog};
use element_model::{App, Arg, DataType, Element, Function};
use serde_json::{Value, json};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, ObjectBuilder, Required, Schema, Type,
    path::{Operation, OperationBuilder, ParameterBuilder, ParameterIn},
    request_body::{RequestBody, RequestBodyBuilder},
    schema::AdditionalProperties,
    security::SecurityRequirement,
};

pub(super) use self::fixed::metadata;
use super::{data_types, management::Operator, target::answers_plainly};

const BEARER: &str = "bearer";

/// The OpenAPI document.
pub(super) async fn document(_: Operator, catalog: Data<SharedCatalog>) -> HttpResponse {
    HttpResponse::Ok().json(describe(&catalog.current()))
}

fn describe(catalog: &Catalog) -> Value {
    let mut paths = fixed::paths();
    for app in catalog.served() {
        paths.extend([fixed::issuer(app.id())]);
        for element in Catalog::callable(app) {
            for function in element.functions() {
                let mut item = item(element, function);
                instance_config::describe(catalog, app, element, &function.name, &mut item);
                paths.insert(path(app, element, function), item);
            }
        }
    }
    let bearer = json!({
        "type": "http", "scheme": "bearer",
        "description": "A member's access token (`token` of a login), or an administrator's (`wlp_…`).",
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "wecom-login", "version": env!("CARGO_PKG_VERSION"), "description": introduction() },
        "paths": paths,
        "components": { "schemas": answers::shared(), "securitySchemes": { BEARER: bearer } },
    })
}

fn introduction() -> String {
    format!(
        "A function is called with POST and a JSON object of its arguments, at `/api/<org>/<app>/<element, \"/\" for \
         \".\">/<function>`: an app whose id is `org.app` is `/org/app` there. Functions that change nothing take GET and a \
         query too. They answer HTTP 200 with an envelope: errcode 0 is success, any other is a failure. Of dataType, {}.",
        data_types::in_english()
    )
}

/// Where a function is called.
pub(super) fn path(app: &App, element: &Element, function: &Function) -> String {
    let (org, name) = (app.id().org(), app.id().app());
    format!("/api/{org}/{name}/{}/{}", element.full_name().to_path(), function.name)
}

fn item(element: &Element, function: &Function) -> Value {
    let tag = format!("{} {}", element.full_name(), element.definition().title);
    let mut methods = vec![("post", HttpMethod::Post)];
    if function.read_only {
        methods.push(("get", HttpMethod::Get));
    }
    let operations = methods.into_iter().map(|(name, method)| {
        let mut operation = json!(operation(function, &tag, &method));
        operation["responses"] = answers::responses(function);
        (name.to_owned(), operation)
    });
    Value::Object(operations.collect())
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
                    .description(Some(description(arg)))
                    .schema(Some(schema(arg))),
            )
        });
        if plain && *method == HttpMethod::Post {
            operation = operation.request_body(Some(callback_body()));
        }
    } else {
        let none_else = ObjectBuilder::new().additional_properties(Some(AdditionalProperties::FreeForm(false)));
        let object = function.args.iter().fold(none_else.schema_type(Type::Object), |object, arg| {
            let object = object.property(&arg.name, schema(arg));
            if arg.required && arg.default.is_none() { object.required(&arg.name) } else { object }
        });
        let content = ContentBuilder::new().schema(Some(Schema::from(object.build()))).build();
        operation =
            operation.request_body(Some(RequestBodyBuilder::new().content("application/json", content).build()));
    }
    operation.build()
}

/// The body that WeCom pushes; JSON comes from apps that were made with it.
fn callback_body() -> RequestBody {
    let text = ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build();
    let description = "The encrypted message, in an element Encrypt beside ToUserName.";
    RequestBodyBuilder::new().description(Some(description)).content("text/xml", text).build()
}

fn description(arg: &Arg) -> String {
    format!("{} ({})", arg.title, arg.data_type)
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
        ObjectBuilder::new().schema_type(kind).description(Some(description(arg))).default(arg.default.clone());
    Schema::from(object.enum_values(arg.values.clone()).max_length(arg.max_length).build())
}
