package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

type answer struct {
	Id, Verdict, Detail string
}

func call(method, path string, body any) (result answer) {
	data, _ := json.Marshal(body)
	request, err := http.NewRequest(method, os.Getenv("BELAY_URL")+"/belay/v1/"+path, bytes.NewReader(data))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("BELAY_KEY"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&result); err != nil || response.StatusCode > 299 {
		log.Fatal(response.Status, result.Detail, err)
	}
	return result
}

func main() {
	sendAt := time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	message := call("POST", "messages", map[string]any{
		"to": "+15005550199", "text": "See you tomorrow", "send_at": sendAt, "tags": []string{"visit-17"},
	})
	outcome := call("DELETE", "messages/"+message.Id, nil)
	fmt.Println(message.Id, outcome.Verdict) // "canceled": it will never be sent
}
