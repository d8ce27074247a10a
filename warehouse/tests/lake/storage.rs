//! Two exports at once, and object storage instead of a folder.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::TryStreamExt;
use object_store::ObjectStoreExt;
use sqlx::MySqlPool;
use warehouse::export::{self, Which};
use warehouse::{Lake, verify};

use crate::shop::{Shop, day, night_27};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_exports_at_once_do_not_meet(database: MySqlPool) {
    let shop = Shop::open(database).await;
    let export = || export::run(&shop.store, &shop.lake, Which::Missing, night_27, &|_| {});
    let (one, other) = tokio::join!(export(), export());
    let (one, other) = (one.expect("exported").days, other.expect("exported").days);
    let all = vec![day(24), day(25), day(26)];
    assert!((one == all && other.is_empty()) || (other == all && one.is_empty()), "{one:?} {other:?}");
    let compared = verify::run(&shop.store, &shop.lake, (None, None), night_27, &|_| {}).await.expect("compared");
    assert_eq!((compared.days, compared.differences), (3, vec![]));
}

/// An object store that speaks S3, on a port of its own.
struct ObjectServer(Child, SocketAddr);

impl ObjectServer {
    fn start() -> Option<Self> {
        let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let port = address.port().to_string();
        let mut command = Command::new("moto_server");
        command.args(["-H", "127.0.0.1", "-p", &port]).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self(command.spawn().ok()?, address);
        // It is Python, and takes its time; where it is only a name without a program, it never answers.
        for _ in 0..300 {
            if TcpStream::connect(address).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        None
    }

    fn make_bucket(&self, name: &str) {
        let mut stream = TcpStream::connect(self.1).expect("it listens");
        let request = format!(
            "PUT /{name} HTTP/1.1\r\nHost: {}\r\nAuthorization: AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.1
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

impl Drop for ObjectServer {
    fn drop(&mut self) {
        // It may have ended before.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_bucket_holds_the_same_as_a_folder(database: MySqlPool) {
    let Some(server) = ObjectServer::start() else {
        println!("skipped: there is no moto_server (pip install 'moto[server]')");
        return;
    };
    server.make_bucket("warehouse");
    let shop = Shop::open(database).await;
    shop.export(night_27).await;
    let endpoint = format!("http://{}", server.1);
    let options = [
        ("AWS_ENDPOINT", endpoint.as_str()),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let lake = Lake::open("s3://warehouse/some/where", &options).expect("a lake");
    let exported = export::run(&shop.store, &lake, Which::Missing, night_27, &|_| {}).await.expect("exported");
    assert_eq!((exported.days.len(), exported.differences), (3, vec![]));
    let mut objects = BTreeMap::new();
    let names: Vec<_> = lake.store().list(None).try_collect().await.expect("listed");
    for object in names {
        let bytes = lake.store().get(&object.location).await.expect("there").bytes().await.expect("read");
        let name = object.location.to_string().strip_prefix("some/where/").expect("below the prefix").to_owned();
        objects.insert(name, bytes.to_vec());
    }
    assert!(objects == shop.folder.files(), "the same names, the same bytes");
    assert_eq!(lake.days().await.expect("read").len(), 3);
}
