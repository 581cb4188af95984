package main

import (
	"fmt"
	"net/http"
	"os"

	"golang.org/x/net/html"
)

// Counts the links of the page that the variable "url" names.
func main() {
	page, err := http.Get(os.Getenv("url"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer page.Body.Close()

	internal, external := 0, 0
	tokens := html.NewTokenizer(page.Body)
	for kind := tokens.Next(); kind != html.ErrorToken; kind = tokens.Next() {
		token := tokens.Token()
		if kind != html.StartTagToken || token.Data != "a" {
			continue
		}
		for _, attribute := range token.Attr {
			if attribute.Key != "href" {
				continue
			}
			if len(attribute.Val) > 4 && attribute.Val[:4] == "http" {
				external++
			} else {
				internal++
			}
		}
	}
	fmt.Printf("{\"internal\":%d,\"external\":%d}\n", internal, external)
}
