package main

import (
	"fmt"
	"io/ioutil"
)

func main() {
	quotes, _ := ioutil.ReadFile("/etc/quotes.txt")
	fmt.Print(string(quotes))
}
