import json
from leads.tests import scenes
def tok(client): return client.get("/f/acme/").context["enquiry"]["token"].value()
def test_probe(client, world):
    client.raise_request_exception = False
    scenes.form(world.organization)
    t = tok(client)
    base = {"name":"Rosa","email":"rosa@example.com","message":"hi there","token":t}
    def page(label, **kw):
        r = client.post("/f/acme/", {**base, **kw}); print(label, r.status_code, r.context and [dict(r.context["enquiry"].errors) if r.context and "enquiry" in r.context else None, r.context.get("notice")])
    for em in ["r\u0130@example.com","rosa@ex\u1c89mple.com","rosa@"+".".join(["\u0130"*60]*3)+".com","x@localhost","x@[127.0.0.1]",'"a b"@example.com','"x\x01"@example.com','"x@evil.example,y"@example.com', "rosa@\ud800.com"]:
        try: page("email "+ascii(em), email=em)
        except Exception as e: print("client", type(e), e)
    for ph in ["+4911","+49 123456789012345","555-0142"]:
        page("phone "+ph, phone=ph)
    page("nul name", name="Ro\0sa"); page("nul msg", message="a\0b"); page("nul service", service="a\0b"); page("nul token", token="a\0b"); page("long token", token="a"*500); page("long website", website="a"*500); page("nul email", email="a\0@example.com"); page("nul pref", preferred_time="\0")
    def raw(label, body, ct, method="post", path="/f/acme/", **h):
        r = client.generic(method.upper(), path, body, content_type=ct, **h); print(label, r.status_code, r.headers.get("Content-Type"), ascii(r.content[:150]))
        return r
    mp = lambda v: b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n'+v+b'\r\n--b--\r\n'
    for cs in ["utf-7","unicode_escape","raw_unicode_escape","hex","undefined","idna","punycode","latin-1","utf-16","nonsense", "mbcs"]:
        raw("mp "+cs, mp({"utf-7":b"+2AA-"}.get(cs,b"\\ud800")), f"multipart/form-data; boundary=b; charset={cs}")
        raw("ue "+cs, b"name=%2b2AA-", f"application/x-www-form-urlencoded; charset={cs}")
        raw("get "+cs, b"", f"text/plain; charset={cs}", method="get", path="/f/acme/?embed=%41")
        raw("404 "+cs, b"", f"text/plain; charset={cs}", method="get", path="/f/nope/?embed=%41")
        raw("api "+cs, b"{}", f"application/json; charset={cs}", path="/api/v1/forms/acme/submissions")
        raw("hook "+cs, b"{}", f"application/json; charset={cs}", path="/webhooks/resend/")
    for cl in ["abc","-5","\xb2","9"*5000,"","1e3"]:
        raw("cl "+ascii(cl)[:20], b"name=x", "application/x-www-form-urlencoded", CONTENT_LENGTH=cl)
        raw("api cl "+ascii(cl)[:20], b"{}", "application/json",path="/api/v1/forms/acme/submissions", CONTENT_LENGTH=cl)
    for label,b in [("surrogate key", b'{"\\ud800":1}'),("surrogate fields", b'{"fields":{"\\ud800":1}}'),("email surr", b'{"name":"a","message":"b","email":"a@\\ud800.com"}'),("email 1c89", '{"name":"a","message":"b","email":"a@x\u1c89.com"}'.encode()),("nul",b'{"name":"a\\u0000","message":"b\\u0000","email":"a@x.com"}'),("deep",b"["*100000),("big int",b'{"name":'+b"9"*5000+b"}")]:
        raw("api "+label,b,"application/json",path="/api/v1/forms/acme/submissions")
    r=client.get("/f/acme/?"+"&".join(f"a{i}=1" for i in range(300))); print("get many", r.status_code)
    r=client.get("/f/nope/?"+"&".join(f"a{i}=1" for i in range(300))); print("get many 404", r.status_code)
    r=raw("many", "&".join(f"a{i}=1" for i in range(300)).encode(), "application/x-www-form-urlencoded")
    raw("10mb", b"x"*10_000_000, "application/x-www-form-urlencoded")
    raw("10mb api", b"x"*10_000_000, "application/json",path="/api/v1/forms/acme/submissions")
    raw("trunc", b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nRo', "multipart/form-data; boundary=b")
    raw("noboundary", b'--b', "multipart/form-data")
    raw("badboundary", b'--b', "multipart/form-data; boundary=\xff")
    raw("b64", b'--b\r\nContent-Disposition: form-data; name="name"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--', "multipart/form-data; boundary=b")
    for m in ["put","delete","options","patch","head","trace","brew"]:
        for p in ["/f/acme/","/api/v1/forms/acme","/api/v1/forms/acme/submissions","/webhooks/resend/","/f/acme/sent/x/"]:
            r=raw(f"{m} {p}", b"{}", "application/json", method=m, path=p); print("   allow", r.headers.get("Allow"))
    raw("api ct form", b"a=b", "application/x-www-form-urlencoded", path="/api/v1/forms/acme/submissions")
    raw("api ct form empty", b"", "application/x-www-form-urlencoded", path="/api/v1/forms/acme/submissions")
    raw("api ct none", b"{}", "", path="/api/v1/forms/acme/submissions")
    raw("api ct weird", b"{}", "\x80\xff;;=", path="/api/v1/forms/acme/submissions")
    raw("api mp trunc", b"--b", "multipart/form-data; boundary=b", path="/api/v1/forms/acme/submissions")
    raw("api accept", b"{}", "application/json", path="/api/v1/forms/acme/submissions", HTTP_ACCEPT="text/html")
    raw("api accept", b"", "application/json", method="get", path="/api/v1/forms/acme", HTTP_ACCEPT="text/html")
    raw("api fmt", b"{}", "application/json", path="/api/v1/forms/acme/submissions?format=xml")
    raw("trunc json", b'{"name":"a', "application/json", path="/api/v1/forms/acme/submissions")
    raw("api unknown", b'{}', "application/json", path="/api/v1/forms/nope/submissions")
    raw("api unicode slug", b'{}', "application/json", path="/api/v1/forms/n\u00f6pe/submissions")
    raw("api slash", b'{}', "application/json", path="/api/v1/forms/acme/submissions/")
    raw("page unicode", b'', "", method="get", path="/f/n\u00f6pe/")
    raw("page badutf", b'', "", method="get", path="/f/%ff%fe/")
    raw("page noslash", b'name=x', "application/x-www-form-urlencoded", path="/f/acme")
    raw("sent long", b'', "", method="get", path="/f/acme/sent/"+"a"*5000+"/")
    raw("sent uni", b'', "", method="get", path="/f/acme/sent/\u00f6:%00:\u00fc/")
    raw("slug long", b'', "", method="get", path="/f/"+"a"*5000+"/")
