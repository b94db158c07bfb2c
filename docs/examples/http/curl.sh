call() { curl -sS --fail-with-body -H "Authorization: Bearer $BELAY_KEY" -H 'Content-Type: application/json' "$@"; }

send_at=$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v+1d +%Y-%m-%dT%H:%M:%SZ)
id=$(call "$BELAY_URL/belay/v1/messages" \
  -d '{"to":"+15005550199","text":"See you tomorrow","send_at":"'"$send_at"'","tags":["visit-17"]}' | sed -E 's/^\{"id":"([^"]+)".*/\1/')
verdict=$(call -X DELETE "$BELAY_URL/belay/v1/messages/$id" | sed -E 's/^\{"verdict":"([^"]+)".*/\1/')
echo "$id $verdict" # "canceled": it will never be sent
