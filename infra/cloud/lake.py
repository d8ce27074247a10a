"""The object storage of ./dev cloud: as much of S3 as the warehouse asks for, on a folder, over TLS.

    CLOUD_LAKE_KEY=access-key python3 lake.py FOLDER CERTIFICATE KEY

What AWS does beyond is tested against moto (warehouse/tests/lake/storage.rs). This one keeps its files when it ends.
"""

import hashlib
import os
import shutil
import ssl
import sys
import uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

FOLDER = Path(sys.argv[1]).resolve()
PARTS = FOLDER / ".parts"


class Storage(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {"content-length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def fail(self, status, code):
        self.answer(status, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>")

    def handle_request(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if url.path == "/" and self.command == "GET":
            return self.answer(200, "here\n")
        if f"Credential={os.environ['CLOUD_LAKE_KEY']}/" not in self.headers.get("authorization", ""):
            return self.fail(403, "AccessDenied")
        self.asked = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        path = (FOLDER / unquote(url.path).lstrip("/")).resolve()
        if not path.is_relative_to(FOLDER) or path.is_relative_to(PARTS):
            return self.fail(403, "AccessDenied")
        bucket = FOLDER / unquote(url.path).split("/")[1]
        if self.command == "POST" and "delete" in self.asked:
            return self.delete_many(bucket, body)
        if self.command == "GET" and path == bucket:
            return self.list(bucket)
        if "uploads" in self.asked or "uploadId" in self.asked:
            return self.upload(path, body)
        getattr(self, self.command.lower())(path, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_request

    def get(self, path, body):
        if not path.is_file():
            return self.fail(404, "NoSuchKey")
        content = path.read_bytes()
        about = dict(etag=tag(content), last_modified=self.date_time_string(path.stat().st_mtime), accept_ranges="bytes")
        wanted = self.headers.get("range", "")
        if not wanted.startswith("bytes="):
            return self.answer(200, content, **about)
        first, last = wanted[len("bytes="):].split("-")
        begin = int(first) if first else max(0, len(content) - int(last))
        end = min(int(last), len(content) - 1) if first and last else len(content) - 1
        if begin >= len(content):
            return self.fail(416, "InvalidRange")
        self.answer(206, content[begin:end + 1], content_range=f"bytes {begin}-{end}/{len(content)}", **about)

    head = get

    def put(self, path, body):
        if self.headers.get("if-none-match") == "*" and path.exists():
            return self.fail(412, "PreconditionFailed")
        keep(path, body)
        self.answer(200, etag=tag(body))

    def delete(self, path, body):
        path.unlink(missing_ok=True)
        self.answer(204)

    def delete_many(self, bucket, body):
        gone = []
        for key in ElementTree.fromstring(body).iter():
            if key.tag.endswith("Key"):
                (bucket / key.text).unlink(missing_ok=True)
                gone.append(f"<Deleted><Key>{escape(key.text)}</Key></Deleted>")
        self.answer(200, f"<DeleteResult>{''.join(gone)}</DeleteResult>")

    def list(self, bucket):
        prefix, delimiter = self.asked.get("prefix", ""), self.asked.get("delimiter", "")
        contents, folders = [], set()
        for path in sorted(path for path in bucket.rglob("*") if path.is_file()):
            key = path.relative_to(bucket).as_posix()
            if not key.startswith(prefix) or key <= self.asked.get("start-after", ""):
                continue
            rest = key[len(prefix):]
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
                continue
            when = datetime.fromtimestamp(path.stat().st_mtime, timezone.utc)
            contents.append(f"<Contents><Key>{escape(key)}</Key><Size>{path.stat().st_size}</Size>"
                            f"<LastModified>{when:%Y-%m-%dT%H:%M:%S.000Z}</LastModified><ETag>{escape(tag(path.read_bytes()))}</ETag></Contents>")
        common = "".join(f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in sorted(folders))
        self.answer(200, f"<ListBucketResult><KeyCount>{len(contents)}</KeyCount><IsTruncated>false</IsTruncated>"
                         f"{''.join(contents)}{common}</ListBucketResult>", content_type="application/xml")

    def upload(self, path, body):
        """A file in parts: begun, each sent, put together or given up."""
        name = self.asked.get("uploadId") or uuid.uuid4().hex
        parts = PARTS / name
        if self.command == "POST" and "uploads" in self.asked:
            parts.mkdir(parents=True)
            self.answer(200, f"<InitiateMultipartUploadResult><UploadId>{name}</UploadId></InitiateMultipartUploadResult>")
        elif not parts.is_dir():
            self.fail(404, "NoSuchUpload")
        elif self.command == "PUT":
            keep(parts / f"{int(self.asked['partNumber']):06}", body)
            self.answer(200, etag=tag(body))
        else:
            if self.command == "POST":
                content = b"".join(part.read_bytes() for part in sorted(parts.iterdir()))
                keep(path, content)
                self.answer(200, f"<CompleteMultipartUploadResult><ETag>{escape(tag(content))}</ETag></CompleteMultipartUploadResult>")
            else:
                self.answer(204)
            shutil.rmtree(parts)


def tag(content):
    return f'"{hashlib.md5(content).hexdigest()}"'


def keep(path, content):
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    PARTS.mkdir(exist_ok=True)
    fresh = PARTS / uuid.uuid4().hex
    fresh.write_bytes(content)
    fresh.replace(path)


def main():
    server = ThreadingHTTPServer(("0.0.0.0", 443), Storage)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    # Each connection shakes hands in a thread of its own, so that a silent one keeps nobody waiting.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


if __name__ == "__main__":
    main()
