import datetime, json, os, urllib.request

def call(method, path, body=None):
    request = urllib.request.Request(
        f"{os.environ['BELAY_URL']}/belay/v1/{path}", method=method, data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {os.environ['BELAY_KEY']}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)

send_at = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).isoformat()
message = call("POST", "messages", {"to": "+15005550199", "text": "See you tomorrow", "send_at": send_at, "tags": ["visit-17"]})
outcome = call("DELETE", f"messages/{message['id']}")
print(message["id"], outcome["verdict"])  # "canceled": it will never be sent
