//! `CloudFront`, which forgets what an invalidation names.
//!
//! Source of the request: *Amazon CloudFront API Reference*, `CreateInvalidation`, 2020-05-31; of its limits:
//! *Amazon CloudFront Developer Guide*, "Quotas on invalidations".

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{StatusCode, header};
use object_store::ClientOptions;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, AwsAuthorizer, AwsCredentialProvider};
use object_store::client::{HttpClient, HttpConnector, HttpRequest, HttpRequestBody, ReqwestConnector};
use quick_xml::escape::escape;
use sha2::{Digest, Sha256};

use super::{ANSWER, CONNECT};

/// Where the API is. It has no region; signatures name this one.
const API: &str = "https://cloudfront.amazonaws.com";
const REGION: &str = "us-east-1";
/// Whose address can be set to another, by the name that AWS gives this setting.
const API_SETTING: &str = "AWS_ENDPOINT_URL_CLOUDFRONT";
/// Most paths with `*` at the end that may be under way at once.
const WILDCARDS: usize = 15;
/// Pages whose copies a query divides: `pages` in `infra/modules/edge/main.tf`, but for `/`.
const BY_QUERY: [&str; 5] = ["/parts/", "/categories/", "/search", "/compare", "/fit"];

/// A distribution, and who may tell it.
pub struct Distribution {
    id: String,
    api: String,
    credentials: AwsCredentialProvider,
    client: HttpClient,
}

impl std::fmt::Debug for Distribution {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Distribution({})", self.id)
    }
}

impl Distribution {
    pub(super) fn new(id: &str, options: &[(String, String)]) -> Result<Self, String> {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("{id} is no id of a distribution"));
        }
        let api = options.iter().find(|(name, _)| name == API_SETTING).map_or(API, |(_, url)| url);
        // What signs for object storage signs for this as well; the bucket is never asked for.
        let builder = AmazonS3Builder::new().with_bucket_name("none").with_region(REGION);
        let builder = options.iter().fold(builder, |builder, (name, value)| {
            match name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                Ok(key) => builder.with_config(key, value),
                Err(_) => builder,
            }
        });
        let signer = builder.build().map_err(|error| error.to_string())?;
        let limits = ClientOptions::new().with_connect_timeout(CONNECT).with_timeout(ANSWER).with_allow_http(true);
        let client = ReqwestConnector::default().connect(&limits).map_err(|error| error.to_string())?;
        Ok(Self {
            id: id.to_owned(),
            api: api.trim_end_matches('/').to_owned(),
            credentials: signer.credentials().clone(),
            client,
        })
    }

    /// Makes it forget pages, by one invalidation; `reference` stands for it when it is sent again.
    pub(super) async fn forget(&self, pages: &BTreeSet<String>, reference: &str) -> Result<(), String> {
        let batch = batch(&paths(pages), reference);
        let mut request = HttpRequest::new(HttpRequestBody::from(batch.into_bytes()));
        *request.method_mut() = http::Method::POST;
        let uri = format!("{}/2020-05-31/distribution/{}/invalidation", self.api, self.id);
        *request.uri_mut() = uri.parse().map_err(|error| format!("{uri} is no address: {error}"))?;
        request.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/xml"));
        let credential = self.credentials.get_credential().await;
        let credential = credential.map_err(|error| format!("AWS gives no credentials: {error}"))?;
        AwsAuthorizer::new(&credential, "cloudfront", REGION).authorize(&mut request, None);
        let answer = self.client.execute(request).await;
        let answer = answer.map_err(|error| format!("CloudFront does not answer: {error}"))?;
        let status = answer.status();
        if status == StatusCode::CREATED {
            return Ok(());
        }
        let said = answer.into_body().bytes().await.unwrap_or_default();
        let said: String = String::from_utf8_lossy(&said).chars().take(400).collect();
        Err(format!("CloudFront answered {status}: {said}"))
    }
}

/// What to invalidate so that these pages are forgotten, with every query. A page that queries divide becomes all that
/// begins so; too many of those become all of their kind.
fn paths(pages: &BTreeSet<String>) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = pages
        .iter()
        .map(|page| {
            let is_by_query = BY_QUERY.iter().any(|beginning| page.starts_with(beginning));
            if is_by_query && !page.ends_with('*') { format!("{page}*") } else { page.clone() }
        })
        .collect();
    let wide = |path: &&String| path.ends_with('*');
    if paths.iter().filter(wide).count() >= WILDCARDS {
        let kinds: Vec<String> = paths
            .iter()
            .filter(wide)
            .map(|path| match path[1..].find('/') {
                Some(end) => format!("{}*", &path[..=end + 1]),
                None => path.clone(),
            })
            .collect();
        paths.extend(kinds);
    }
    let beginnings: Vec<String> = paths.iter().filter_map(|path| path.strip_suffix('*')).map(str::to_owned).collect();
    paths.retain(|path| {
        let own = path.strip_suffix('*').unwrap_or(path);
        !beginnings
            .iter()
            .any(|beginning| own.starts_with(beginning) && (own.len() > beginning.len() || !path.ends_with('*')))
    });
    if paths.contains("/") {
        paths.insert("/?*".to_owned());
    }
    paths
}

/// The body of the request. The reference names the paths too, since the same one must not stand for two batches.
fn batch(paths: &BTreeSet<String>, reference: &str) -> String {
    let mut items = String::new();
    let mut digest = Sha256::new();
    for path in paths {
        items.push_str("<Path>");
        items.push_str(&escape(path.as_str()));
        items.push_str("</Path>");
        digest.update(path.as_bytes());
        digest.update([0]);
    }
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&digest.finalize()[..9]);
    format!(
        "<InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Paths><Quantity>{}</Quantity>\
         <Items>{items}</Items></Paths><CallerReference>{}-{digest}</CallerReference></InvalidationBatch>",
        paths.len(),
        escape(reference),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pages: &[&str]) -> Vec<String> {
        paths(&pages.iter().map(|page| (*page).to_owned()).collect()).into_iter().collect()
    }

    #[test]
    fn pages_are_forgotten_with_every_query() {
        assert_eq!(asked(&["/", "/help/fit"]), ["/", "/?*", "/help/fit"]);
        assert_eq!(asked(&["/parts/T-1", "/parts/T-1/*"]), ["/parts/T-1*"]);
        assert_eq!(
            asked(&["/categories/tubes", "/pages/terms", "/sitemaps/*", "/sitemaps/parts-1.xml"]),
            ["/categories/tubes*", "/pages/terms", "/sitemaps/*"]
        );
    }

    #[test]
    fn too_many_are_all_of_their_kind() {
        let many: Vec<String> = (0..40).map(|number| format!("/parts/T-{number:02}")).collect();
        let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
        many.extend(["/", "/categories/tubes", "/help"]);
        assert_eq!(asked(&many), ["/", "/?*", "/categories/*", "/help", "/parts/*"]);
        assert_eq!(asked(&many[30..40]).len(), 10);
    }

    #[test]
    fn a_batch_is_xml_and_its_reference_says_what_is_in_it() {
        let one = batch(&BTreeSet::from(["/a&b".to_owned()]), "job-7");
        assert!(one.contains("<Quantity>1</Quantity><Items><Path>/a&amp;b</Path></Items>"), "{one}");
        let other = batch(&BTreeSet::from(["/c".to_owned()]), "job-7");
        let reference = |batch: &str| batch.split("<CallerReference>").nth(1).map(str::to_owned);
        assert_ne!(reference(&one), reference(&other));
    }

    #[test]
    fn a_distribution_has_a_plain_id() {
        assert!(Distribution::new("E2QWRUHAPOMQZL", &[]).is_ok());
        assert!(Distribution::new("E2/../x", &[]).is_err());
    }
}
