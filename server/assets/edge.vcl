vcl 4.1;
# A cache before the shop: Varnish 7. It keeps what the shop calls public for as long as the shop says, and forgets
# what it is told: PURGE with the header X-Purge: page forgets a page with every query, X-Purge: prefix all that begins
# so. Started as: varnishd -a :6081 -f edge.vcl; the shop's worker is told by EDGE_PURGE_URL=http://127.0.0.1:6081.

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
  # Which page, however it is written and whatever is asked of it.
  set req.http.x-page = std.tolower(regsub(req.url, "\?.*$", ""));
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
  # What is somebody's own, and what is a draft, is never kept.
  if (req.url ~ "^/(account|cart|checkout|desk|orders|preview|studio)([/.?]|$)") {
    return (pass);
  }
  # These pages read no cookie, so that none may divide the copies.
  if (req.url ~ "^/($|\?|(parts|categories|pages|help|media|pkg|fonts)([/?]|$)|(search|compare|fit)(\?|$)|og\.png|sitemap|robots)") {
    unset req.http.cookie;
  }
}

sub vcl_backend_response {
  set beresp.http.x-page = bereq.http.x-page;
}

sub vcl_deliver {
  unset resp.http.x-page;
  if (obj.hits > 0) {
    set resp.http.x-cache = "HIT";
  } else {
    set resp.http.x-cache = "MISS";
  }
}
