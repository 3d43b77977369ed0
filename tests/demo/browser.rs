//! `Browser`: walks pages as a person does, with a cookie jar and without scripts.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::{Client, Response, redirect::Policy};
use url::Url;

use crate::html::{self, Action, Method};

const MOST_REDIRECTS: usize = 10;
/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with cookies of its own.
pub(crate) struct Browser {
    http: Client,
}

/// A page that a browser shows.
pub(crate) struct Page {
    /// Where it is, after redirects.
    pub(crate) url: Url,
    /// Its HTTP status.
    pub(crate) status: u16,
    /// Its HTML.
    pub(crate) body: String,
    /// Every URL on the way, the first one and the last one included.
    pub(crate) way: Vec<Url>,
}

impl Browser {
    /// A browser on a desk.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub(crate) fn new() -> Result<Self> {
        Self::named("Mozilla/5.0 (X11; Linux x86_64) demo")
    }

    /// The browser inside WeCom.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub(crate) fn inside_wecom() -> Result<Self> {
        Self::named("Mozilla/5.0 (iPhone) wxwork/4.1.30 MicroMessenger/7.0.1 demo")
    }

    fn named(user_agent: &str) -> Result<Self> {
        let client = Client::builder().no_proxy().redirect(Policy::none()).cookie_store(true).timeout(PATIENCE);
        Ok(Self { http: client.user_agent(user_agent).build()? })
    }

    /// Opens a URL and follows redirects.
    ///
    /// # Errors
    /// When a page cannot be loaded, or redirects do not end.
    pub(crate) async fn open(&self, url: &Url) -> Result<Page> {
        let response = self.get(url).await?;
        self.follow(url.clone(), response).await
    }

    /// Follows a link or sends a form; `fields` overwrite those of the form.
    ///
    /// # Errors
    /// When a page cannot be loaded, or redirects do not end.
    pub(crate) async fn act(&self, page: &Page, action: &Action, fields: &[(&str, &str)]) -> Result<Page> {
        let mut url = page.url.join(&action.target)?;
        let given = action.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = given.filter(|(name, _)| fields.iter().all(|(own, _)| own != name));
        let all: Vec<(&str, &str)> = kept.chain(fields.iter().copied()).collect();
        match action.method {
            Method::Get => {
                if !all.is_empty() {
                    url.query_pairs_mut().clear().extend_pairs(all);
                }
                self.open(&url).await
            }
            Method::Post => {
                let response = self
                    .http
                    .post(url.clone())
                    .form(&all)
                    .send()
                    .await
                    .map_err(reqwest::Error::without_url)
                    .with_context(|| without_query(&url))?;
                self.follow(url, response).await
            }
        }
    }

    async fn follow(&self, mut url: Url, mut response: Response) -> Result<Page> {
        let mut way = vec![url.clone()];
        while let Some(location) = redirect(&response) {
            ensure!(way.len() <= MOST_REDIRECTS, "redirects do not end");
            url = url.join(&location).context("a redirect that is no URL")?;
            way.push(url.clone());
            response = self.get(&url).await?;
        }
        let status = response.status().as_u16();
        let body = response.text().await.with_context(|| without_query(&url))?;
        Ok(Page { url, status, body, way })
    }

    async fn get(&self, url: &Url) -> Result<Response> {
        self.http.get(url.clone()).send().await.map_err(reqwest::Error::without_url).with_context(|| without_query(url))
    }
}

fn redirect(response: &Response) -> Option<String> {
    let location = response.headers().get("location")?.to_str().ok()?;
    response.status().is_redirection().then(|| location.to_owned())
}

fn without_query(url: &Url) -> String {
    format!("{}{}", url.authority(), url.path())
}

impl Page {
    /// The link or button that has `words` on it.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn action(&self, words: &str) -> Result<Action> {
        let mut all = html::links(&self.body).into_iter().chain(html::forms(&self.body));
        let found = all.find(|action| action.label.contains(words));
        found.with_context(|| format!("no link or button `{words}` on {}", self.describe()))
    }

    /// The form that has a field of this name.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn form_with(&self, field: &str) -> Result<Action> {
        let found = html::forms(&self.body).into_iter().find(|form| form.fields.iter().any(|(name, _)| name == field));
        found.with_context(|| format!("no form with a field `{field}` on {}", self.describe()))
    }

    /// The form that is sent to a path with this ending.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn form_to(&self, ending: &str) -> Result<Action> {
        let found = html::forms(&self.body).into_iter().find(|form| form.target.ends_with(ending));
        found.with_context(|| format!("no form to `{ending}` on {}", self.describe()))
    }

    /// The first URL on the way here that has this text in it.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn passed(&self, part: &str) -> Result<&Url> {
        let found = self.way.iter().find(|url| url.as_str().contains(part));
        found.with_context(|| format!("the way to {} does not lead through {part}", self.describe()))
    }

    /// The page in a few words, for an error.
    pub(crate) fn describe(&self) -> String {
        let content = self.body.split_once("<body").map_or(self.body.as_str(), |(_, content)| content);
        format!("{} (HTTP {}): {}", without_query(&self.url), self.status, excerpt(content))
    }
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}
