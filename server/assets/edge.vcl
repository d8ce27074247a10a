vcl 4.1;
# A cache before the shop: Varnish 7. Which paths are kept, and what divides their copies, is as CloudFront has it in
# infra/modules/edge/main.tf; ./dev test cloud compares. How long is what the shop says. It forgets what it is told: PURGE
# with the header X-Purge: page forgets a page with every query, X-Purge: prefix all that begins so. Started as:
# varnishd -a :6081 -p http_gzip_support=off -f edge.vcl; the shop's worker is told by
# EDGE_PURGE_URL=http://127.0.0.1:6081.

import std;

backend shop {
  .host = "127.0.0.1";
  .port = "3000";
  .connect_timeout = 2s;
  .first_byte_timeout = 20s;
  .between_bytes_timeout = 5s;
}

# Who may make it forget: the workers.
acl workers {
  "127.0.0.1";
  "::1";
}

sub vcl_recv {
  set req.http.x-path = regsub(req.url, "\?.*$", "");
  # Which page, however it is written and whatever is asked of it.
  set req.http.x-page = std.tolower(req.http.x-path);
  if (req.method == "PURGE") {
    if (client.ip !~ workers) {
      return (synth(403, "Not allowed"));
    }
    if (req.http.x-purge == "prefix") {
      ban("obj.http.x-page ~ ^" + regsuball(req.http.x-page, "[.+]", "\\\0"));
    } else {
      ban("obj.http.x-page == " + req.http.x-page);
    }
    return (synth(200, "Forgotten"));
  }

  # Public, and the same whatever the query.
  if (req.http.x-path ~ "^/((pkg|fonts|media|pages|help)/|help$|sitemap|(robots\.txt|og\.png|favicon\.svg|speculation-rules\.json)$)") {
    set req.url = req.http.x-path;
  # Pages that read their query.
  } else if (req.http.x-path !~ "^/((parts|categories)/|(search|compare|fit)?$)") {
    # What is somebody's own, what is a draft, and what is not known, is never kept.
    return (pass);
  }
  if (req.method != "GET" && req.method != "HEAD") {
    return (synth(403, "This page is only read"));
  }
  # Nothing of the visitor gets into what is for everyone.
  unset req.http.cookie;
  unset req.http.authorization;
  if (req.http.accept-encoding ~ "\bbr\b") {
    set req.http.accept-encoding = "br";
  } else if (req.http.accept-encoding ~ "\bgzip\b") {
    set req.http.accept-encoding = "gzip";
  } else {
    unset req.http.accept-encoding;
  }
  return (hash);
}

sub vcl_hash {
  hash_data(req.url);
  hash_data(req.http.accept-encoding);
  return (lookup);
}

sub vcl_backend_response {
  set beresp.http.x-page = bereq.http.x-page;
  if (beresp.status >= 500) {
    # A failure is nobody's page. Where there is a copy that the shop lets us show meanwhile, it stays.
    if (bereq.is_bgfetch) {
      return (abandon);
    }
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    return (deliver);
  }
  if (!bereq.uncacheable && (beresp.status == 403 || beresp.status == 404)) {
    # What is missing may be there in the next moment.
    set beresp.ttl = 5s;
    set beresp.grace = 0s;
    return (deliver);
  }
}

sub vcl_backend_error {
  if (bereq.is_bgfetch) {
    return (abandon);
  }
}

sub vcl_deliver {
  unset resp.http.x-page;
  if (obj.hits > 0) {
    set resp.http.x-cache = "HIT";
  } else {
    set resp.http.x-cache = "MISS";
  }
}
